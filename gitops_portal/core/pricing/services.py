"""A resource type in, who sells it, its service and the category of that out, as FOCUS 1.x calls them.

Categories are those of the FinOps Open Cost and Usage Specification, column ServiceCategory; what no row here means is
`Other`, and its service is called as its type.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

PROVIDERS: Final = {"aws": "AWS", "azurerm": "Microsoft", "google": "Google Cloud"}


class Service(NamedTuple):
    """The names are those of columns."""

    provider: str
    name: str
    category: str


@cache
def service(kind: str) -> Service:
    """By the longest beginning of the type that a row has."""
    provider, _, rest = kind.partition("_")
    found = max((each for each in _SERVICES if f"{kind}_".startswith(f"{each}_")), key=len, default="")
    name, category = _SERVICES.get(found, (kind, "Other"))
    return Service(PROVIDERS.get(provider, provider if rest else ""), name, category)


_SERVICES: Final[dict[str, tuple[str, str]]] = {
    "aws_alb": ("Elastic Load Balancing", "Networking"),
    "aws_api_gateway": ("Amazon API Gateway", "Networking"),
    "aws_apigatewayv2": ("Amazon API Gateway", "Networking"),
    "aws_autoscaling": ("Amazon EC2", "Compute"),
    "aws_backup": ("AWS Backup", "Storage"),
    "aws_cloudfront": ("Amazon CloudFront", "Networking"),
    "aws_cloudtrail": ("AWS CloudTrail", "Management and Governance"),
    "aws_cloudwatch": ("Amazon CloudWatch", "Management and Governance"),
    "aws_db": ("Amazon RDS", "Databases"),
    "aws_dynamodb": ("Amazon DynamoDB", "Databases"),
    "aws_ebs": ("Amazon EBS", "Storage"),
    "aws_ec2": ("Amazon EC2", "Compute"),
    "aws_ecr": ("Amazon ECR", "Compute"),
    "aws_ecs": ("Amazon ECS", "Compute"),
    "aws_efs": ("Amazon EFS", "Storage"),
    "aws_eip": ("Amazon VPC", "Networking"),
    "aws_eks": ("Amazon EKS", "Compute"),
    "aws_elasticache": ("Amazon ElastiCache", "Databases"),
    "aws_elb": ("Elastic Load Balancing", "Networking"),
    "aws_glue": ("AWS Glue", "Analytics"),
    "aws_instance": ("Amazon EC2", "Compute"),
    "aws_kinesis": ("Amazon Kinesis", "Analytics"),
    "aws_kms": ("AWS Key Management Service", "Security"),
    "aws_lambda": ("AWS Lambda", "Compute"),
    "aws_lb": ("Elastic Load Balancing", "Networking"),
    "aws_msk": ("Amazon MSK", "Analytics"),
    "aws_nat": ("Amazon VPC", "Networking"),
    "aws_opensearch": ("Amazon OpenSearch Service", "Analytics"),
    "aws_rds": ("Amazon RDS", "Databases"),
    "aws_redshift": ("Amazon Redshift", "Analytics"),
    "aws_route53": ("Amazon Route 53", "Networking"),
    "aws_s3": ("Amazon S3", "Storage"),
    "aws_secretsmanager": ("AWS Secrets Manager", "Security"),
    "aws_sfn": ("AWS Step Functions", "Integration"),
    "aws_sns": ("Amazon SNS", "Integration"),
    "aws_sqs": ("Amazon SQS", "Integration"),
    "aws_vpc": ("Amazon VPC", "Networking"),
    "aws_vpn": ("AWS VPN", "Networking"),
    "aws_waf": ("AWS WAF", "Security"),
    "aws_wafv2": ("AWS WAF", "Security"),
    "azurerm_api_management": ("API Management", "Integration"),
    "azurerm_application_gateway": ("Application Gateway", "Networking"),
    "azurerm_application_insights": ("Azure Monitor", "Management and Governance"),
    "azurerm_bastion": ("Azure Bastion", "Networking"),
    "azurerm_container_registry": ("Container Registry", "Compute"),
    "azurerm_cosmosdb": ("Azure Cosmos DB", "Databases"),
    "azurerm_databricks": ("Azure Databricks", "Analytics"),
    "azurerm_dns": ("Azure DNS", "Networking"),
    "azurerm_eventhub": ("Event Hubs", "Integration"),
    "azurerm_firewall": ("Azure Firewall", "Networking"),
    "azurerm_frontdoor": ("Azure Front Door", "Networking"),
    "azurerm_function": ("Azure Functions", "Compute"),
    "azurerm_key_vault": ("Key Vault", "Security"),
    "azurerm_kubernetes": ("Azure Kubernetes Service", "Compute"),
    "azurerm_lb": ("Load Balancer", "Networking"),
    "azurerm_linux_function_app": ("Azure Functions", "Compute"),
    "azurerm_linux_virtual_machine": ("Virtual Machines", "Compute"),
    "azurerm_linux_web_app": ("App Service", "Web"),
    "azurerm_log_analytics": ("Azure Monitor", "Management and Governance"),
    "azurerm_managed_disk": ("Managed Disks", "Storage"),
    "azurerm_mssql": ("Azure SQL", "Databases"),
    "azurerm_mysql": ("Azure Database for MySQL", "Databases"),
    "azurerm_nat": ("NAT Gateway", "Networking"),
    "azurerm_postgresql": ("Azure Database for PostgreSQL", "Databases"),
    "azurerm_private_dns": ("Azure DNS", "Networking"),
    "azurerm_private_endpoint": ("Private Link", "Networking"),
    "azurerm_public_ip": ("Virtual Network", "Networking"),
    "azurerm_redis": ("Azure Cache for Redis", "Databases"),
    "azurerm_service_plan": ("App Service", "Web"),
    "azurerm_servicebus": ("Service Bus", "Integration"),
    "azurerm_snapshot": ("Managed Disks", "Storage"),
    "azurerm_storage": ("Storage Accounts", "Storage"),
    "azurerm_virtual_machine": ("Virtual Machines", "Compute"),
    "azurerm_virtual_network_gateway": ("VPN Gateway", "Networking"),
    "azurerm_windows_function_app": ("Azure Functions", "Compute"),
    "azurerm_windows_virtual_machine": ("Virtual Machines", "Compute"),
    "google_artifact_registry": ("Artifact Registry", "Developer Tools"),
    "google_bigquery": ("BigQuery", "Analytics"),
    "google_cloud_run": ("Cloud Run", "Compute"),
    "google_cloudfunctions": ("Cloud Run functions", "Compute"),
    "google_compute": ("Compute Engine", "Compute"),
    "google_compute_forwarding_rule": ("Cloud Load Balancing", "Networking"),
    "google_compute_ha_vpn_gateway": ("Cloud VPN", "Networking"),
    "google_compute_router": ("Cloud NAT", "Networking"),
    "google_compute_vpn_gateway": ("Cloud VPN", "Networking"),
    "google_container": ("Google Kubernetes Engine", "Compute"),
    "google_dns": ("Cloud DNS", "Networking"),
    "google_kms": ("Cloud Key Management Service", "Security"),
    "google_logging": ("Cloud Logging", "Management and Governance"),
    "google_monitoring": ("Cloud Monitoring", "Management and Governance"),
    "google_pubsub": ("Pub/Sub", "Integration"),
    "google_redis": ("Memorystore", "Databases"),
    "google_secret_manager": ("Secret Manager", "Security"),
    "google_sql": ("Cloud SQL", "Databases"),
    "google_storage": ("Cloud Storage", "Storage"),
}
