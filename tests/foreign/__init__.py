"""A campaign nobody of the program's makers saw: 300 invented people, spread over the layouts branches really send."""
