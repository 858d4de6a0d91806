"""Every rule of the portal: values in, values out. No Django, network, files, environment or clock."""
