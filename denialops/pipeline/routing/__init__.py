"""The parts of the route stage: the situation, its clocks, the choice, the checklist and the findings."""
