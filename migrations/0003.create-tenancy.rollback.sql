DROP TABLE tenancy.branch;
DROP TABLE tenancy.tenant;
DROP TABLE tenancy.tenant_directory;
