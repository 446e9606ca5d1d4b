-- parameters: project_id
-- description: whether a project is among those for which a table is being filled: large tables are filled some projects at a time
project_id BETWEEN getvariable('first_project') AND getvariable('last_project')
