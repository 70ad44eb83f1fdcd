"""Keys: the device's, the officers', the home's vault, and the encrypted journal of the ports."""
