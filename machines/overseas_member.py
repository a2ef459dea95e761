"""出国（境）党员: retention abroad leads; the transfer waits; probation, if any, is frozen abroad."""

from machines.table import Machine
from machines.tracks.abroad import ABROAD
from machines.tracks.disposition import DISPOSITION
from machines.tracks.education import EDUCATION
from machines.tracks.materials import PROBATIONARY_MATERIALS
from machines.tracks.probation import PROBATION
from machines.tracks.transfer import TRANSFER
from machines.words import Kind

OVERSEAS_MEMBER = Machine(
    Kind.OVERSEAS_MEMBER,
    (EDUCATION, PROBATIONARY_MATERIALS, ABROAD, PROBATION, TRANSFER, DISPOSITION),
)
