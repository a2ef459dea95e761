"""预备党员: as full members, with probation beside the transfer and a file that may be sent by 机要."""

from machines.table import Machine
from machines.tracks.abroad import ABROAD
from machines.tracks.disposition import DISPOSITION
from machines.tracks.education import EDUCATION
from machines.tracks.materials import PROBATIONARY_MATERIALS
from machines.tracks.probation import PROBATION
from machines.tracks.transfer import TRANSFER
from machines.words import Kind

PROBATIONARY_MEMBER = Machine(
    Kind.PROBATIONARY_MEMBER,
    (EDUCATION, PROBATIONARY_MATERIALS, PROBATION, TRANSFER, ABROAD, DISPOSITION),
)
