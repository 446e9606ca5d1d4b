"""`diarium import`: captures made by others read, sent to their registries and stored. (`import` is a word of Python.)"""
