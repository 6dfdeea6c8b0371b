"""Signing in through somebody who knows the person: any OpenID Connect provider, by configuration."""
