"""The steps that made the evidence tables what they are; each only adds. ``versions.bring_up`` runs them."""
