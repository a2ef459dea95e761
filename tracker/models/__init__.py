"""The models, one noun a file."""

from tracker.models.application import Application
from tracker.models.calendar import CalendarChange, CalendarDay, CalendarYear
from tracker.models.case import Case, Track
from tracker.models.cohort import Cohort, PolicyVersion
from tracker.models.college import Branch, College
from tracker.models.contact import ContactEntry
from tracker.models.correction import Correction, CorrectionSheet
from tracker.models.db import db
from tracker.models.destination import Destination, ReceivingOrganisation
from tracker.models.education import Attendance, Briefing, EducationActivity
from tracker.models.history import MoveRecord
from tracker.models.incoming import (
    ImapMailbox,
    IncomingArrival,
    IncomingFiling,
    IncomingMail,
    IncomingRaw,
    KnownSender,
)
from tracker.models.job import Job, JobState
from tracker.models.letter import Letter, Receipt
from tracker.models.listing import SearchTerm, ShelfMark
from tracker.models.mail import AnswerLink, DomainPace, Mail, MailState
from tracker.models.material import MaterialChecker, MaterialItem
from tracker.models.person import (
    AddressChange,
    AddressState,
    MailAddress,
    Person,
    usable_address,
)
from tracker.models.policy import (
    AdoptedCase,
    CaseAdoption,
    DraftState,
    PolicyAdoption,
    PolicyDraft,
    PolicyEffect,
)
from tracker.models.proposal import DataProposal
from tracker.models.roster import (
    RememberedBranch,
    RememberedHeading,
    RosterFile,
    RosterImport,
    RosterVerdict,
    RosterWrite,
)
from tracker.models.simulation import Simulation, SimulationEvent
from tracker.models.staff import (
    AccessRecord,
    DigestRhythm,
    IncomingAccess,
    LoginAttempt,
    Staff,
)
from tracker.models.staff_mail import StaffMail, StaffMailKind
from tracker.models.standing import Probation, Retention, Stay
from tracker.models.task import Task
from tracker.models.upload import UploadedFile
from tracker.models.waits import CasePlan, PlannedWait, ReminderRecord

__all__ = [
    "AccessRecord",
    "AddressChange",
    "AddressState",
    "AdoptedCase",
    "AnswerLink",
    "Application",
    "Attendance",
    "Branch",
    "Briefing",
    "CalendarChange",
    "CalendarDay",
    "CalendarYear",
    "Case",
    "CaseAdoption",
    "CasePlan",
    "Cohort",
    "College",
    "ContactEntry",
    "Correction",
    "CorrectionSheet",
    "DataProposal",
    "Destination",
    "DigestRhythm",
    "DomainPace",
    "DraftState",
    "EducationActivity",
    "ImapMailbox",
    "IncomingAccess",
    "IncomingArrival",
    "IncomingFiling",
    "IncomingMail",
    "IncomingRaw",
    "Job",
    "JobState",
    "KnownSender",
    "Letter",
    "LoginAttempt",
    "Mail",
    "MailAddress",
    "MailState",
    "MaterialChecker",
    "MaterialItem",
    "MoveRecord",
    "Person",
    "PlannedWait",
    "PolicyAdoption",
    "PolicyDraft",
    "PolicyEffect",
    "PolicyVersion",
    "Probation",
    "Receipt",
    "ReceivingOrganisation",
    "RememberedBranch",
    "RememberedHeading",
    "ReminderRecord",
    "Retention",
    "RosterFile",
    "RosterImport",
    "RosterVerdict",
    "RosterWrite",
    "SearchTerm",
    "ShelfMark",
    "Simulation",
    "SimulationEvent",
    "Staff",
    "StaffMail",
    "StaffMailKind",
    "Stay",
    "Task",
    "Track",
    "UploadedFile",
    "db",
    "usable_address",
]
