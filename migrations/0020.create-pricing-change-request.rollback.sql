DROP TABLE pricing.change_effect;
DROP TABLE pricing.pricing_change_request;
