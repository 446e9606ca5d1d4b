"""The Dagster side of Diarium: assembly, jobs, schedules, sensors, resources, the instance, and running a job."""
