"""What recovery speaks of: events of workflows, incidents, decisions, actions, and what keeps them safe."""
