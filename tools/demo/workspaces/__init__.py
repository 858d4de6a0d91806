"""The workspaces of Northwind Freight, one module each."""
