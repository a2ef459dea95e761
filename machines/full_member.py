"""正式党员: education, materials, transfer; retention abroad if he applies; disposition."""

from machines.table import Machine
from machines.tracks.abroad import ABROAD
from machines.tracks.disposition import DISPOSITION
from machines.tracks.education import EDUCATION
from machines.tracks.materials import FULL_MATERIALS
from machines.tracks.transfer import TRANSFER
from machines.words import Kind

FULL_MEMBER = Machine(Kind.FULL_MEMBER, (EDUCATION, FULL_MATERIALS, TRANSFER, ABROAD, DISPOSITION))
