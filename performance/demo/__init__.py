"""The demo company: a food supplier with two teams and fourteen clients, all of it invented.

story      the words it is told in           seed       writing it down as of a day, with the help of
cast       us: people and teams              scene      the day, the dice, who is there so far
north      the clients of one team           people     goals  talks
south      those of the other                readings   values that follow the course of each goal
everyday   what fills the months before      chronicle  writing records as if at their time
                                             removal    taking it all out again
"""

from performance.demo.removal import remove
from performance.demo.seed import exists, seed

__all__ = ["exists", "remove", "seed"]
