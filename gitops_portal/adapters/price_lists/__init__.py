"""The price lists that clouds publish: a module a cloud, and what they all say."""
