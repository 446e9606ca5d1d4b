"""Data folders made by earlier versions of Diarium, each packed as `<version>.tar.xz`: what today's commands must take over."""
