"""The signed log: entries, their envelope and tree, checkpoints, statements and the verifier. Pure: no disk,
no clock."""
