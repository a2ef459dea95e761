"""入党积极分子 and applicants: no relation to move, only a file (S2.3; X-D12)."""

from machines.table import Machine
from machines.tracks.materials import ACTIVIST_MATERIALS
from machines.words import Kind

ACTIVIST = Machine(Kind.ACTIVIST, (ACTIVIST_MATERIALS,))
