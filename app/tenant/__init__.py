"""The tenant portal: where a tenant's people read their settlements."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.settings import settings
from app.tenant import (
    asset,
    cross_site,
    error_page,
    health,
    language,
    request_log,
    security_header,
    sign_in,
    text,
    trail,
)
from app.tenant import policy as access_policy
from app.tenant.identity import (
    account,
    consent,
    directory,
    passkey,
    policies,
    recovery,
    registration,
    roles,
    second_factor,
    security,
    sessions,
    social,
    staff,
)
from app.tenant.identity import pages as identity_pages
from app.tenant.oauth import application, authorize, bearer, endpoint, server
from app.tenant.settlement import pages as settlement_pages

__all__ = ["create_app"]


def create_app() -> Flask:
    """Build the portal. Every part registers itself, in the order in which a request meets it."""
    portal = Flask(__name__, static_folder=None)
    if proxies := settings().proxy_count:
        # Otherwise a visitor could say any address: it is what guesses are counted by.
        portal.wsgi_app = ProxyFix(portal.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    portal.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    portal.jinja_env.trim_blocks = True
    portal.jinja_env.lstrip_blocks = True

    request_log.register(portal)
    security_header.register(portal)
    language.register(portal)
    text.register(portal)
    error_page.register(portal)
    cross_site.register(portal)
    sign_in.register(portal)
    bearer.register(portal)
    access_policy.register(portal)
    server.register(portal)
    asset.register(portal)
    health.register(portal)
    portal.register_blueprint(identity_pages.blueprint)
    portal.register_blueprint(registration.blueprint)
    portal.register_blueprint(recovery.blueprint)
    portal.register_blueprint(account.blueprint)
    portal.register_blueprint(sessions.blueprint)
    portal.register_blueprint(second_factor.blueprint)
    portal.register_blueprint(security.blueprint)
    portal.register_blueprint(passkey.blueprint)
    portal.register_blueprint(staff.blueprint)
    portal.register_blueprint(roles.blueprint)
    portal.register_blueprint(policies.blueprint)
    portal.register_blueprint(directory.blueprint)
    portal.register_blueprint(directory.assertion)
    portal.register_blueprint(directory.management)
    portal.register_blueprint(consent.blueprint)
    portal.register_blueprint(social.blueprint)
    portal.register_blueprint(authorize.blueprint)
    portal.register_blueprint(endpoint.blueprint)
    portal.register_blueprint(application.blueprint)
    portal.register_blueprint(trail.blueprint)
    portal.register_blueprint(settlement_pages.blueprint)
    return portal
