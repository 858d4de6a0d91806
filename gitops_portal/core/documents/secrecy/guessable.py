"""Words that everybody could guess, as data: what stands in half of all plans is no secret, whoever marks it.

One text per kind, in one case, parted by blanks. Add a word where a guardrail or a cost model compares with a new one.
"""

from __future__ import annotations

from typing import Final

_TRUTHS: Final = """
true false yes no on off enabled disabled enable disable active inactive none null nil undefined unknown auto
automatic manual default custom optional required require mandatory prefer preferred allowed denied allow deny permit
block inherit inherited enforced suspended unset always never any all some both either self
"""
_ENGINES: Final = """
mysql postgres postgresql mariadb oracle sqlserver mssql sqlite aurora aurora-mysql aurora-postgresql
aurora-iopsoptimized aurora-iopt1 db.serverless licenseincluded intelligent-tiering tiered multistep
open-source-rds-extended-support open-source-rds-extended-support-disabled oracle-ee oracle-ee-cdb oracle-se
oracle-se1 oracle-se2 oracle-se2-cdb custom-oracle-ee custom-oracle-se2 sqlserver-ee sqlserver-ex sqlserver-se
sqlserver-web custom-sqlserver-ee custom-sqlserver-se custom-sqlserver-web custom-sqlserver-dev db2-ae db2-se docdb
neptune redis valkey memcached mongodb mongo cassandra scylla dynamodb cosmosdb elasticsearch opensearch kafka
rabbitmq activemq redshift snowflake bigquery clickhouse cockroachdb couchdb influxdb neo4j etcd consul vault nginx
apache httpd haproxy traefik envoy wildfly tomcat jenkins grafana prometheus loki fluentd fluent-bit datadog newrelic
sentry splunk kibana logstash airflow spark hadoop hive presto trino flink zookeeper minio keycloak gitlab github
bitbucket argocd atlantis docker containerd kubernetes terraform opentofu ansible helm postgis bring-your-own-license
license-included general-public-license byol payg ahub windows_server windows_client rhel_byos sles_byos
db-cluster db-instance db-parameter-group db-security-group rds-ca-2015 rds-ca-2019 configurationchange failure
maintenance audit_logs es_application_logs scan_on_push continuous_scan
"""
_PEOPLE: Final = """
admin administrator administrators root user users username owner guest nobody operator service svc system superuser
postgres postgresql mysql mariadb oracle sa dba dbo dbadmin db_admin dbuser db_user master masteruser adminuser
admin_user azureuser azure_superuser sqladmin sql_admin sqladminuser pgadmin psqladmin psqladminun mysqladmin
mysqladminun rdsadmin rds_superuser cloudsqladmin clusteradmin cluster_admin ubuntu debian centos fedora rocky
almalinux core bitnami vagrant packer ec2-user cloud-user cloud_user opc app apps appuser app_user application
application_user readonly read_only readwrite read_write reader writer viewer editor contributor developer deploy
deployer backup replica replication replicator monitor monitoring jenkins runner ansible terraform git github gitlab
www-data nginx test tester demo example sample elastic neo4j rabbitmq kafka redis adminpassword password passwd secret
changeme
"""
_NETS: Final = """
static capacityreservation tcp udp icmp icmpv6 ipv4 ipv6 ip esp ah gre sctp all_traffic http https http1 http2
http/1.1 http/2 h2 h2c grpc grpcs tls ssl tcp_udp tcp_quic quic geneve ssh rdp ftp ftps sftp smtp smtps imap imaps
pop3 dns ntp ldap ldaps smb nfs nfs3 nfs4 amqp amqps mqtt mqtts ws wss websocket ingress egress inbound outbound
internal external internet-facing internet public private anywhere world local localhost gateway interface
gatewayloadbalancer dualstack dualstack-without-public-ipv4 application network classic virtualnetwork
azureloadbalancer azurecloud vpc subnet instance ipv4_only regional zonal zone_redundant global edge edge-optimized
get head post put patch delete options any-port redirect forward fixed-response weighted round_robin
least_outstanding_requests http_301 http_302 http-only https-only match-viewer allow-all redirect-to-https
require-trust disable-ssl verify-ca verify-full verify_ca verify_full no-ssl sslmode allowall cloudflare
allallowed ftpsonly
"""
_ACCESS: Final = """
public-read public-read-write authenticated-read bucket-owner-read bucket-owner-full-control aws-exec-read
log-delivery-write website allusers authenticatedusers logdelivery allauthenticatedusers read write read_acp write_acp
full_control full_access readonlyaccess administratoraccess poweruseraccess securityaudit viewonlyaccess
bucketownerenforced bucketownerpreferred objectwriter publicaccess container blob securestring string stringlist
canonicaluser amazoncustomerbyemail group federated principal service aws stringequals stringlike stringnotequals
stringnotlike arnequals arnlike ipaddress notipaddress bool null account organization organizational_unit roles/owner
roles/editor roles/viewer roles/browser uniform fine_grained azureservices microsoft.keyvault microsoft.storage
"""
_STORES: Final = """
standard standard_ia onezone_ia one_zone one_zone_ia intelligent_tiering glacier glacier_ir deep_archive
reduced_redundancy express_onezone nearline coldline archive multi_regional regional dual_region infrequent_access
standard_infrequent_access gp2 gp3 io1 io2 sc1 st1 magnetic ssd hdd nvme pd-ssd pd-standard pd-balanced pd-extreme
pd_ssd pd_hdd hyperdisk-balanced hyperdisk-extreme hyperdisk-throughput hyperdisk-ml local-ssd lrs zrs grs gzrs ragrs
ragzrs ra-grs ra-gzrs standard_lrs standard_zrs standard_grs standard_gzrs standard_ragrs standard_ragzrs
standardssd_lrs standardssd_zrs premium_lrs premium_zrs premiumv2_lrs ultrassd_lrs blobstorage blockblobstorage
filestorage storage storagev2 hot cool cold generalpurpose maxio bursting provisioned elastic enhanced shared
dedicated host spot on-demand ondemand on_demand on_demand_instances capacity_optimized lowest-price lowest_price
prioritized provisioned_throughput pay_per_request persistent transient managed unmanaged serverless serverlessv2
ephemeral readwrite readonly fromimage empty attach aws:kms aws:kms:dsse aes256 aes-256 aes128 kms sse-s3 sse-kms
alias/aws/s3 alias/aws/ebs alias/aws/rds alias/aws/sqs alias/aws/sns alias/aws/ssm alias/aws/secretsmanager
alias/aws/lambda alias/aws/dynamodb alias/aws/kinesis alias/aws/elasticfilesystem encrypt_decrypt sign_verify
symmetric_default rsa_2048 rsa_3072 rsa_4096 ecc_nist_p256 ecc_nist_p384 key_agreement generate_verify_mac rsa ecdsa
ed25519 p224 p256 p384 p521 google-managed customer-managed at_rest_encryption in-transit fifo fifo_queue journald
json-file awslogs awsfirelens gzip snappy zstd lz4 uncompressed parquet orc avro csv xml json yaml text plain binary
base64 utf-8 utf8 utf8mb4 latin1 ascii
"""
_TIERS: Final = """
gen5 free paid basic standard premium premiumv2 premium_azurefirewall enterprise developer consumption consumption_linux
business professional starter small medium large xlarge nano micro xsmall mini burstable generalpurpose
memoryoptimized businesscritical hyperscale shared isolated isolatedv2 dynamic flexible silver gold platinum essential
essentials advanced high low normal regular priority critical minimal maximum max min db-f1-micro db-g1-small f1-micro
g1-small standard_small standard_medium standard_large standard_v2 waf waf_v2 waf_medium waf_large vpngw1 vpngw2
vpngw3 vpngw4 vpngw5 vpngw1az vpngw2az vpngw3az ergw1az ergw2az ergw3az hour day week month year hourly daily weekly
monthly yearly standard_hdd zonal availability_type same_zone sameZone zoneredundant zone-redundant single single-node
multi-az multi_az single_az multi-node cluster replication nodepool systemnode virtual virtualmachinescalesets
"""
_STAGES: Final = """
prod production prd live stage staging stg preprod pre-prod preproduction uat qa quality acceptance test testing tst
dev develop development sandbox sbx demo lab labs int integration nonprod non-prod nonproduction non-production
preview canary blue green shared common core main master trunk latest stable edge nightly local default hub spoke
management security network infra infrastructure platform ops devops primary secondary tertiary active standby writer
reader leader follower replica backup dr disaster-recovery frontend backend web api app worker
"""
_GOOGLE: Final = """
advanced_datapath enable_bidirectional_access_to_google enable_outbound_vm_access_to_google encrypted_only extended
gke_metadata ipv4_ipv6 ipv6_only private_rfc_1918 project_singleton_policy_enforce rapid routes server_authentication
trusted_client_certificate_required worker_ip_private rsasha1 cloud_armor publicread publicreadwrite authenticatedread
intra_vpc encrypted
"""
_ORACLE: Final = """
objectread objectreadwithoutlist nopublicaccess cidr_block service_cidr_block network_security_group
"""
_SYSTEMS: Final = """
linux windows macos darwin ubuntu debian rhel redhat centos suse sles amazon amazonlinux al2 al2023 al2_x86_64
al2_arm_64 al2_x86_64_gpu al2023_x86_64_standard al2023_arm_64_standard bottlerocket bottlerocket_x86_64
bottlerocket_arm_64 windows_core_2019_x86_64 windows_full_2019_x86_64 windows_core_2022_x86_64
windows_full_2022_x86_64 azurelinux cbl-mariner cos cos_containerd ubuntu_containerd windows_ltsc windows_sac
windows2019 windows2022 linux/unix x86_64 x64 x86 amd64 arm64 aarch64 i386 hvm paravirtual xen nitro kvm gpu cpu arm
intel amd nvidia canonical ubuntuserver windowsserver microsoftwindowsserver microsoftsqlserver openlogic credativ
offer publisher 2016-datacenter 2019-datacenter 2022-datacenter 2022-datacenter-azure-edition 18.04-lts 20_04-lts
22_04-lts 22_04-lts-gen2 24_04-lts server 0001-com-ubuntu-server-focal 0001-com-ubuntu-server-jammy fargate
fargate_spot ec2 lambda eks ecs awsvpc bridge python node nodejs java dotnet dotnet-isolated powershell php ruby
golang rust custom zip image container docker provided provided.al2 provided.al2023 kustomize pod deployment daemonset
statefulset service clusterip nodeport loadbalancer external-dns opaque kubernetes.io/tls
kubernetes.io/dockerconfigjson kubernetes.io/basic-auth calico azure cilium kubenet overlay legacy dynamodb_streams
"""
_MODES: Final = """
standard adaptive legacy strict permissive passive proxy proxied simple complex sequential parallel rolling recreate
immutable_with_exclusion mutable_with_exclusion delivery secrets defensive strictest plaintext personal_access_token
immutable mutable blue_green canary incremental complete full partial differential synchronous asynchronous sync async
batch stream streaming push pull latest $latest $default trim_horizon at_timestamp keys_only new_image
old_image new_and_old_images include exclude key hash range n s b hash_key on_failure onfailure always_on cpu memory
percent percentage count seconds minutes hours days bytes kilobytes megabytes gigabytes terabytes average sum minimum
samplecount maximum greaterthanthreshold greaterthanorequaltothreshold lessthanthreshold lessthanorequaltothreshold
breaching notbreaching
missing ignore ok alarm insufficient_data debug info warn warning error fatal trace critical notice verbose api audit
authenticator controllermanager scheduler postgresql upgrade slowquery general profiler alert listener stop terminate
hibernate reboot destroy retain snapshot sns sqs email sms lambda_function http_proxy aws_proxy mock request_response
event dryrun rate cron utc gmt mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday
january february march april may june july august september october november december appgwsslpolicy20150501
appgwsslpolicy20170401 appgwsslpolicy20170401s appgwsslpolicy20220101 appgwsslpolicy20220101s tls_1_0 tls_1_1 tls_1_2
tls_1_3 tls1_0 tls1_1 tls1_2 tls1_3 tlsv1 tlsv1.1 tlsv1.2 tlsv1.3 tlsv1.2_2019 tlsv1.2_2021 1.0 application/json
text/plain text/html application/x-yaml application/octet-stream sni-only vip sourceip cookie lb_cookie app_cookie
source_ip header query dlm aws_backup terraform managed-by managed_by name environment owner project team value values
username host port engine dbname database schema public information_schema postgres_db mydb
"""
_CLUSTERS: Final = """
unconfined runtimedefault unmasked container_t container_init_t container_kvm_t container_engine_t audit_write chown
dac_override fowner fsetid kill mknod net_bind_service setfcap setgid setpcap setuid sys_chroot sys_admin net_admin
net_raw cluster-admin system:masters system:anonymous system:unauthenticated system:authenticated
system:serviceaccounts serviceaccount kube-system baseline restricted privileged nlb-ip
"""
_ATTRIBUTES: Final = """
address_type architectures billing_mode capacity_type cpu_architecture create_option edition engine_mode license_type
max_size_gb num_node_groups provisioning_model replica_count runtime_platform storage_type tenancy type pergb2018
"""
_AZURE_REGIONS: Final = """
asia asiapacific australia australiacentral australiacentral2 australiaeast australiasoutheast brazil brazilsouth
brazilsoutheast brazilus canada canadacentral canadaeast centralindia centralus centraluseuap chilecentral chinaeast
chinaeast2 chinaeast3 chinanorth chinanorth2 chinanorth3 eastasia eastus eastus2 eastus2euap eastus3 europe france
francecentral francesouth germany germanycentral germanynorth germanynortheast germanywestcentral india
indonesiacentral israel israelcentral italy italynorth japan japaneast japanwest jioindiacentral jioindiawest korea
koreacentral koreasouth malaysiasouth malaysiawest mexicocentral newzealand newzealandnorth northcentralus northeurope
norway norwayeast norwaywest poland polandcentral qatar qatarcentral singapore southafrica southafricanorth
southafricawest southcentralus southeastasia southindia southeastus spaincentral sweden swedencentral swedensouth
switzerland switzerlandnorth switzerlandwest taiwannorth taiwannorthwest uae uaecentral uaenorth uk uksouth ukwest
unitedstates usdodcentral usdodeast usgovarizona usgoviowa usgovtexas usgovvirginia westcentralus westeurope westindia
westus westus2 westus3 austriaeast belgiumcentral denmarkeast usgovernment usgov usdod azurepubliccloud
azureusgovernment azurechinacloud azuregermancloud aws-us-gov aws-cn aws-iso us eu asia1 eur4 eur5 nam3 nam4 nam6
aws-global
"""
_AZURE_KINDS: Final = """
appservices sqlservers sqlservervirtualmachines storageaccounts kubernetesservice containers containerregistry
keyvaults virtualmachines arm dns cloudposture cosmosdbs opensourcerelationaldatabases gatewaysubnet azurefirewallsubnet
azurefirewallmanagementsubnet azurebastionsubnet routeserversubnet availabilityset iaasantimalware
configurationforlinux configurationforwindows microsoft.azure.security microsoft.guestconfiguration overlay
"""

WORDS: Final = frozenset(
    word.casefold()
    for kind in (
        *(
            _TRUTHS,
            _ENGINES,
            _PEOPLE,
            _NETS,
            _ACCESS,
            _STORES,
            _TIERS,
            _STAGES,
            _GOOGLE,
            _ORACLE,
            _SYSTEMS,
            _MODES,
            _CLUSTERS,
            _ATTRIBUTES,
            _AZURE_REGIONS,
            _AZURE_KINDS,
        ),
    )
    for word in kind.split()
)

_PROVIDERS: Final = """
acme ad aiven akamai alicloud archive argocd artifactory auth0 aws awscc azapi azuread azurecaf azuredevops azurerm
bitbucket cloudflare cloudinit confluent consul databricks datadog digitalocean dns docker elasticstack exoscale
external fastly flux github gitlab google googleworkspace grafana hcloud hcp hcs helm heroku http ibm influxdb
keycloak kubectl kubernetes launchdarkly linode local mongodbatlas mysql netbox newrelic nomad ns1 null nutanix oci
okta opentelekomcloud openstack opsgenie ovh pagerduty panos postgresql proxmox rabbitmq rancher2 random render
rundeck scaleway sentry snowflake spotinst sumologic tailscale talos template terraform tfe time tls ucloud vault
vercel vsphere vultr yandex
"""
PROVIDERS: Final = frozenset(_PROVIDERS.split())
"""What names of resource types begin with."""

_VERBS: Final = """
Accept Add Apply Assign Associate Assume Attach Authorize Batch Cancel Change Check Copy Create Decrypt Delete
Deregister Describe Detach Disable Disassociate Enable Encrypt Execute Export Filter Generate Get Head Import Initiate
Invoke Issue List Lookup Merge Modify Pass Perform Publish Purge Put Query ReEncrypt Read Reboot Receive Register
Remove Replace Request Reset Restore Resume Retrieve Revoke Rotate Run Scan Schedule Search Send Set Sign Simulate
Start Stop Subscribe Suspend Tag Terminate Test Transfer Unassign Unsubscribe Untag Update Upload Validate Verify View
Write
"""
VERBS: Final = frozenset(_VERBS.split())
"""What names of permitted actions begin with, as in `iam:PassRole`."""
