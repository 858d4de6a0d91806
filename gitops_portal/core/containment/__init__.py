"""A plan and its graph in; what each block stands in out: account, region, network, subnet, cluster, namespace."""
