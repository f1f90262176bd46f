-- Tenants and their branches. The directory is the control table that holds the one globally unique name of a tenant.
-- phase: expand · locks: none (new tables) · reversible: yes
CREATE TABLE tenancy.tenant_directory (
  tenant_key text NOT NULL,
  tenant_id  uuid NOT NULL DEFAULT uuidv7(),
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT tenant_directory_pk PRIMARY KEY (tenant_key),
  CONSTRAINT tenant_directory_id_uq UNIQUE (tenant_id),
  CONSTRAINT tenant_directory_key_uq UNIQUE (tenant_id, tenant_key),
  CONSTRAINT tenant_directory_key_ck CHECK (tenant_key = btrim(tenant_key) AND length(tenant_key) BETWEEN 1 AND 200)
);
COMMENT ON TABLE tenancy.tenant_directory IS 'Every tenant''s unique key: a control table of its own, since a globally unique column in a tenant table would tell one tenant of another.';
COMMENT ON COLUMN tenancy.tenant_directory.tenant_key IS 'The code by which files, the command line and people name the tenant.';

CREATE TABLE tenancy.tenant (
  tenant_id       uuid NOT NULL,
  tenant_key      text NOT NULL,
  name_ko         text NOT NULL,
  name_en         text,
  business_number text,
  address         text,
  currency        text NOT NULL,
  time_zone       text NOT NULL,
  locale          text NOT NULL DEFAULT 'ko',
  created_at      timestamptz NOT NULL DEFAULT now(),
  created_by      uuid NOT NULL,
  deleted_at      timestamptz,
  CONSTRAINT tenant_pk PRIMARY KEY (tenant_id),
  CONSTRAINT tenant_directory_fk FOREIGN KEY (tenant_id, tenant_key) REFERENCES tenancy.tenant_directory (tenant_id, tenant_key),
  CONSTRAINT tenant_currency_fk FOREIGN KEY (currency) REFERENCES core.currency (currency),
  CONSTRAINT tenant_business_number_ck CHECK (business_number ~ '^[0-9]{10}$'),
  CONSTRAINT tenant_name_ck CHECK (btrim(name_ko) <> '')
);
COMMENT ON TABLE tenancy.tenant IS 'A business on the platform: who it is, in which currency it is paid, in which zone its days begin.';
COMMENT ON COLUMN tenancy.tenant.business_number IS 'Korean business registration number, ten digits without hyphens.';
COMMENT ON COLUMN tenancy.tenant.time_zone IS 'IANA zone; the business day of a payment is its instant in this zone.';
CREATE INDEX tenant_currency_ix ON tenancy.tenant (currency);

CREATE TABLE tenancy.branch (
  tenant_id   uuid NOT NULL,
  branch_id   uuid NOT NULL DEFAULT uuidv7(),
  branch_code text NOT NULL,
  name_ko     text NOT NULL,
  name_en     text,
  sort_order  integer NOT NULL DEFAULT 0,
  created_at  timestamptz NOT NULL DEFAULT now(),
  created_by  uuid NOT NULL,
  deleted_at  timestamptz,
  CONSTRAINT branch_pk PRIMARY KEY (tenant_id, branch_id),
  CONSTRAINT branch_code_uq UNIQUE (tenant_id, branch_code),
  CONSTRAINT branch_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenancy.tenant (tenant_id)
);
COMMENT ON TABLE tenancy.branch IS 'A shop or campus of a tenant; every payment belongs to one.';
COMMENT ON COLUMN tenancy.branch.sort_order IS 'The first branch is the one with the lowest order: an empty branch in a file means it.';
