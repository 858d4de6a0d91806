"""What stands beside each verb of the audit trail. Names and members are hashed into it: none ever changes."""
