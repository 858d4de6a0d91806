"""What stands where something else stands that it is part of, or attached to: rules of a security group, listeners of a
load balancer, databases of a subnet group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_GROUPS: Final = ("aws_security_group", "aws_default_security_group")
_RULE: Final = ("aws_security_group_rule", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule")
_OF_AZURE: Final = ("azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine", "azurerm_virtual_machine")

ATTACHED: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(_RULE, _GROUPS),
    "aws_route": ("aws_route_table", "aws_default_route_table"),
    "aws_network_acl_rule": ("aws_network_acl", "aws_default_network_acl"),
    "aws_network_interface": _GROUPS,
    "aws_instance": ("aws_network_interface", *_GROUPS),
    "aws_lambda_function": _GROUPS,
    "aws_db_instance": ("aws_db_subnet_group", *_GROUPS),
    "aws_rds_cluster": ("aws_db_subnet_group", *_GROUPS),
    "aws_rds_cluster_instance": ("aws_rds_cluster",),
    "aws_elasticache_cluster": ("aws_elasticache_subnet_group", *_GROUPS),
    "aws_elasticache_replication_group": ("aws_elasticache_subnet_group", *_GROUPS),
    "aws_redshift_cluster": ("aws_redshift_subnet_group", *_GROUPS),
    **dict.fromkeys(("aws_lb", "aws_alb", "aws_elb"), _GROUPS),
    "aws_lb_target_group_attachment": ("aws_lb_target_group",),
    **dict.fromkeys(("aws_lb_listener", "aws_alb_listener"), ("aws_lb", "aws_alb")),
    **dict.fromkeys(
        ("aws_lb_listener_rule", "aws_lb_listener_certificate", "aws_alb_listener_rule"),
        ("aws_lb_listener", "aws_alb_listener"),
    ),
    "aws_volume_attachment": ("aws_instance",),
    "aws_autoscaling_policy": ("aws_autoscaling_group",),
    **dict.fromkeys(_OF_AZURE, ("azurerm_network_interface",)),
    "azurerm_network_interface_security_group_association": ("azurerm_network_interface",),
    "azurerm_storage_container": ("azurerm_storage_account",),
    "azurerm_key_vault_secret": ("azurerm_key_vault",),
    "azurerm_mssql_database": ("azurerm_mssql_server",),
    "azurerm_virtual_machine_extension": _OF_AZURE,
}
"""By type, the types that it may depend on only by being part of them, or attached to them. What others are attached to
stands before them."""
