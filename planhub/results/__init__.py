"""RESULTS: close-out, the look a year later, the village's answer, royal projects."""
