"""The lives the demo's graduates lead: what happens on which day before or after leaving.

Each story has a weight: its share of all. Most are accepted; a tail has troubles.
"""

from __future__ import annotations

from dataclasses import dataclass

from tracker.demo import abroad as o
from tracker.demo import acts as a
from tracker.demo import calls as c
from tracker.demo import files as f
from tracker.demo import mailing as m
from tracker.demo import troubles as t
from tracker.demo.acts import Act

Steps = tuple[tuple[int, Act], ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One life: its name, its share of all, and what happens when.

    `who`: member, probationer, abroad, activist; `past` lives began with last year's cohort.
    `flaw` names what is wrong with the person's data.
    """

    name: str
    weight: int
    steps: Steps
    who: str = "member"
    past: bool = False
    flaw: str = ""


# fmt: off
CONFIRMED: Steps = ((-34, a.ask_data), (-32, a.data_right), (-30, a.verify), (-28, a.attend))
BEGIN: Steps = (*CONFIRMED, (-26, a.send_notes), (-24, a.notes_read))
AWAY: Steps = (*CONFIRMED[:3], (-26, a.send_notes), (-24, a.notes_read), (-17, a.make_up))
UNREACHED: Steps = ((-34, a.ask_data), (-30, a.verify), (-28, a.attend), (-26, a.told))
CHECKED: Steps = ((-24, f.check_file),)
FILE: Steps = (*CHECKED, (-16, f.seal_form), (-6, f.archive))
REGISTERED: Steps = (*BEGIN, *FILE, (-13, a.register))
LETTER: Steps = (*REGISTERED, (-8, a.issue), (-5, a.hand_over))
EARLY_LETTER: Steps = (*REGISTERED, (-12, a.issue), (-9, a.hand_over))
EXPIRED: Steps = (*REGISTERED, (-12, a.issue_short), (-9, a.hand_over))
URGED: Steps = (*LETTER, (12, a.urge))
REISSUE: Steps = (*EXPIRED, (37, t.apply_reissue))
REISSUED: Steps = (*REISSUE, (44, t.approve_reissue), (50, t.reissue), (53, a.hand_over))
RETENTION: Steps = (*EXPIRED, (38, t.apply_retention))
APPROVED: Steps = (*RETENTION, (45, t.approve_retention))
FILED: Steps = (*APPROVED, (51, t.file_retention))
RETAINED: Steps = (*FILED, (55, t.retain))
ABROAD: Steps = (*BEGIN, *CHECKED, (-21, o.apply_abroad))
CONSENT: Steps = (*ABROAD, (-18, o.record_papers), (-13, o.approve_abroad), (-11, f.check_overseas_form))
PREPARED: Steps = (*CONSENT, (-10, f.seal_form), (-7, o.file_abroad), (-5, f.archive), (3, o.prepare_abroad))
GONE: Steps = (*PREPARED, (20, o.invite_talk), (26, o.talk), (58, o.depart))
SILENT: Steps = (
    *EXPIRED, (36, c.attempt(0)), (42, c.attempt(1)), (48, c.attempt(2)), (55, c.attempt(3)),
    (61, c.attempt(4)), (66, c.attempt(5)),
)
LOST: Steps = (
    *SILENT, (90, c.attempt(6)), (120, c.attempt(7)), (150, c.attempt(8)), (192, c.report_lost),
)
REVIEWED: Steps = (
    *LOST, (210, c.visited), (230, c.letter_posted), (251, t.call_again), (262, c.nobody_answers),
    (272, c.attempt(9)), (290, t.open_review),
)
KEPT: Steps = (*RETAINED, (90, t.take_part), (180, t.take_part), (270, t.take_part), (360, t.take_part))
STAYING: Steps = (*GONE, (235, o.ask_news), (240, o.send_news), (415, o.ask_news))
APPLIED: Steps = ((-27, f.remind_regularisation), (-25, f.apply_full))
REGULARISED: Steps = (*APPLIED, (-18, f.regularise))

STORIES = (
    Story("accepted", 39, (*EARLY_LETTER, (8, a.urge), (11, a.reported), (14, a.settle), (18, a.receipt), (22, a.accepted))),
    Story("accepted after being chased", 21, (*URGED, (16, a.reported), (19, a.settle), (38, a.chase), (42, a.chased),
          (45, a.settle), (52, a.accepted))),
    Story("accepted, said so himself", 14, (*LETTER, (-3, a.collected), (12, a.urge), (18, a.settled_in),
          (20, a.settle), (21, a.accepted), (40, a.receipt))),
    Story("accepted, made the education up", 6, (*AWAY, *FILE, (-13, a.register), (-8, a.issue), (-5, a.hand_over),
          (12, a.urge), (15, a.reported), (18, a.settle), (30, a.accepted))),
    Story("never answered, data confirmed by telephone", 3, (*UNREACHED[:1], (-28, a.attend), (-24, c.right_by_phone),
          (-23, a.verify), (-22, a.told), (-21, f.check_file), *FILE[1:], (-13, a.register), (-8, a.issue),
          (-5, a.hand_over), (28, a.receipt), (30, a.accepted))),
    Story("reported", 6, (*URGED, (16, a.reported), (20, a.settle))),
    Story("reported, to be looked at", 2, (*URGED, (69, a.chase), (71, a.chased))),
    Story("urged", 4, (*LETTER, (-3, a.collected), (12, a.urge), (71, a.urge))),
    Story("letter in hand", 5, (*LETTER, (-2, a.collected))),
    Story("letter to be collected", 5, (*REGISTERED, (-5, a.issue))),
    Story("outside the database", 5, (*BEGIN, *FILE, (-13, a.register_outside), (-10, a.issue), (-6, a.hand_over),
          (30, a.receipt), (34, a.enter_receipt))),
    Story("outside, receipt awaited", 3, (*BEGIN, *FILE, (-13, a.register_outside), (-5, a.issue),
          (-3, a.hand_over), (40, a.chase), (44, a.chased), (47, a.settle))),
    Story("exchanged", 3, (*URGED, (16, t.ask_exchange), (20, t.exchange), (21, a.settle), (22, a.hand_over))),
    Story("exchanged, accepted", 2, (*URGED, (16, t.ask_exchange), (20, t.exchange), (21, a.settle), (22, a.hand_over),
          (45, a.accepted))),
    # Who answers by mail, what machines answer, what comes back, and what nobody can place.
    Story("accepted, wrote back", 10, ((-34, a.ask_data), (-32, m.data_right), *EARLY_LETTER[2:], (8, a.urge), (11, m.reported),
          (14, a.settle), (18, a.receipt), (22, a.accepted))),
    Story("accepted, sent a photo of the receipt", 4, (*EARLY_LETTER, (8, a.urge), (12, m.photo_of_receipt), (13, m.file_photo),
          (14, a.settle), (22, a.accepted))),
    Story("accepted, away when asked", 4, (*URGED, (12, m.away), (16, m.reported), (19, a.settle), (38, a.chase), (42, m.chased),
          (45, a.settle), (52, a.accepted))),
    Story("reported by mail", 4, (*CONFIRMED, (-26, a.send_notes), (-24, m.notes_read), *LETTER[6:], (-3, m.collected),
          (12, a.urge), (16, m.reported), (20, a.settle))),
    Story("reported by mail, to be looked at", 2, (*URGED, (68, a.chase), (70, m.chased))),
    Story("photo of the receipt, to be filed", 2, (*LETTER, (68, a.urge), (70, m.photo_of_receipt))),
    Story("wrote what nobody can tell", 1, (*LETTER, (68, a.urge), (70, m.undecided))),
    Story("mail held up, another opened", 1, (*LETTER, (12, a.urge), (12, m.delayed), (70, a.urge), (70, m.opened))),
    Story("mailbox full", 1, (*LETTER, (70, a.urge), (70, m.full_mailbox))),
    Story("address died", 1, (*LETTER, (70, a.urge), (70, m.dead_address))),
    Story("address never lived, second one answers", 2, ((-34, a.ask_data), (-34, m.unknown_address), (-31, m.data_right),
          *LETTER[2:], (12, a.urge), (16, m.reported), (20, a.settle)), flaw="two addresses"),
    Story("expired, asks for the form", 2, (*EXPIRED, (50, a.ask_choice), (52, m.wants_reissue))),
    Story("expired, away", 1, (*EXPIRED, (68, a.ask_choice), (68, m.away_again))),
    Story("wrote from a friend's mailbox", 1, (*LETTER, (68, a.urge), (70, m.no_token))),
    Story("his unit wrote, and a stranger", 1, (*LETTER, (12, a.urge), (69, m.from_his_unit), (70, m.advertisement))),
    Story("one of two with one mailbox", 1, (*LETTER, (20, m.share_address), (70, m.of_the_two))),
    # What has expired.
    Story("expired", 6, EXPIRED),
    Story("expired, asked again", 3, (*EXPIRED, (50, a.ask_choice))),
    Story("silent", 6, SILENT),
    Story("reissue requested", 4, (*EXPIRED, (50, t.apply_reissue))),
    Story("reissue returned", 1, (*REISSUE, (46, t.return_reissue))),
    Story("reissue refused", 1, (*REISSUE, (46, t.refuse_reissue))),
    Story("reissue approved", 2, (*REISSUE, (56, t.approve_reissue))),
    Story("reissued", 3, REISSUED),
    Story("reissued, accepted", 3, (*REISSUED, (65, a.accepted))),
    Story("retention requested", 4, (*EXPIRED, (49, t.apply_retention))),
    Story("retention returned", 1, (*RETENTION, (46, t.return_retention))),
    Story("retention refused", 1, (*RETENTION, (46, t.refuse_retention))),
    Story("retention approved", 2, (*RETENTION, (58, t.approve_retention))),
    Story("retention filed", 2, FILED),
    Story("retained", 6, (*RETAINED, (64, t.take_part))),
    Story("verified", 3, (*BEGIN, *FILE, (-20, a.ask_destination))),
    Story("destination proposed", 3, (*BEGIN, *FILE, (-20, a.ask_destination), (-17, a.propose))),
    Story("registered", 3, (*BEGIN, (-24, f.check_file), (-13, a.register))),
    Story("waiting for the data", 3, ((-34, a.ask_data), (-28, a.attend))),
    Story("data wrong", 3, ((-34, a.ask_data), (-28, a.attend)), flaw="post"),
    Story("dues wrong", 1, ((-34, a.ask_data), (-28, a.attend)), flaw="dues"),
    Story("dues corrected", 2, ((-34, a.ask_data), (-31, a.correct_dues), *BEGIN[2:], *FILE, *LETTER[-3:],
          (12, a.urge), (16, a.reported), (20, a.settle), (30, a.accepted)), flaw="dues"),
    Story("no telephone", 1, ((-34, a.ask_data), (-28, a.attend)), flaw="mobile"),
    Story("degree wrong", 1, ((-34, a.ask_data), (-28, a.attend)), flaw="degree"),
    Story("his corrections taken", 3, ((-34, a.ask_data), (-32, a.data_wrong), (-31, a.take_corrections),
          *CONFIRMED[2:], *BEGIN[4:], *FILE, *LETTER[-3:], (12, a.urge), (16, a.reported), (30, a.accepted))),
    Story("says his data are wrong", 2, ((-34, a.ask_data), (-32, a.data_wrong), (-28, a.attend))),
    Story("deferred", 4, (*CONFIRMED, (-10, a.defer))),
    Story("studies on here", 4, (*BEGIN, *FILE, (5, a.move_within))),
    Story("paper missing", 3, (*BEGIN, *CHECKED, (-22, f.miss_paper))),
    Story("paper found", 2, (*BEGIN, *CHECKED, (-22, f.miss_paper), (30, f.paper_found), (33, f.seal_form),
          (40, f.archive), (44, a.register), (48, a.issue), (50, a.hand_over))),
    Story("defect", 2, (*BEGIN, *CHECKED, (-20, f.find_defect), (-13, a.register))),
    Story("defect covered", 2, (*EARLY_LETTER[:6], *CHECKED, (-22, f.find_defect), (-19, f.cover_defect),
          (-16, f.only_seal), (-13, a.register), (-12, a.issue), (-9, a.hand_over), (-6, f.archive),
          (8, a.urge), (11, a.reported), (14, a.settle), (24, a.accepted))),
    Story("no address", 3, (*UNREACHED, *FILE, (-13, a.register), (-8, a.issue), (-5, a.hand_over),
          (20, c.spoken)), flaw="no address"),
    Story("no address, accepted", 2, (*UNREACHED, *FILE, (-13, a.register), (-10, a.issue), (-6, a.hand_over),
          (28, a.receipt), (30, a.accepted)), flaw="no address"),
    Story("mail comes back", 3, (*UNREACHED, *FILE, (-13, a.register), (-8, a.issue), (-5, a.hand_over),
          (20, c.nobody_answers)), flaw="bounces"),
    Story("mail came back, new address", 2, (*UNREACHED[:1], (-32, a.correct_address), *UNREACHED[1:], *FILE,
          (-13, a.register), (-8, a.issue), (-5, a.hand_over), (12, a.urge), (16, a.reported), (20, a.settle)),
          flaw="bounces"),
    Story("asked for help, was helped", 3, (*URGED, (16, a.reply("report_now", 5, "介绍信抬头和单位说的不一样")),
          (18, a.settle), (26, c.spoken), (34, a.accepted))),
    Story("asks for help", 3, (*URGED, (69, a.chase), (71, a.reply("receipt_chase", 5, "单位说不收省外开的介绍信，该找谁？")))),
    # Probationers, whose probation ends after leaving.
    Story("told who regularises, accepted", 8, (*BEGIN, *FILE, (-14, f.tell_receiver), (-13, a.register), (-8, a.issue),
          (-5, a.hand_over), (12, a.urge), (15, a.reported), (18, a.settle), (30, a.accepted)), "probationer"),
    Story("file in the post", 2, (*BEGIN, (-24, f.check_file), (-16, f.seal_form), (-13, a.register), (-8, a.issue),
          (-5, a.hand_over), (14, f.seal_apart), (18, f.send_apart)), "probationer"),
    Story("file received", 2, (*BEGIN, (-24, f.check_file), (-16, f.seal_form), (-13, a.register), (-11, a.issue),
          (-8, a.hand_over), (10, f.seal_apart), (12, f.send_apart), (24, f.apart_received),
          (30, a.accepted)), "probationer"),
    Story("file sealed", 1, (*BEGIN, (-24, f.check_file), (-16, f.seal_form), (-13, a.register), (-8, a.issue),
          (-5, a.hand_over), (60, f.seal_apart)), "probationer"),
    Story("regularised here by exception", 1, (*BEGIN, *CHECKED, (-16, f.seal_form), (-10, f.allow_here),
          (5, a.move_within)), "probationer"),
    # Probationers, whose probation ended before leaving.
    Story("applied, not decided", 2, (*BEGIN, *CHECKED, *APPLIED), "early probationer"),
    Story("extended", 2, (*BEGIN, *CHECKED, *APPLIED, (-18, f.extend)), "early probationer"),
    # Abroad (S3.3).
    Story("abroad: not applied", 1, BEGIN, "abroad"),
    Story("abroad: papers lacking", 2, (*ABROAD, (5, o.ask_papers)), "abroad"),
    Story("abroad: refused", 1, (*ABROAD, (-18, o.record_papers), (-10, o.refuse_abroad)), "abroad"),
    Story("abroad: agreed", 2, (*CONSENT, (-10, f.seal_form)), "abroad"),
    Story("abroad: preparing", 3, (*PREPARED, (30, o.invite_talk)), "abroad"),
    Story("abroad", 6, GONE, "abroad"),
    Story("abroad: stays after all", 1, (*BEGIN, *FILE, (-18, o.go_ordinary), (-13, a.register), (-8, a.issue),
          (-5, a.hand_over), (12, a.urge), (15, a.reported), (18, a.settle), (30, a.accepted)), "abroad"),
    Story("abroad: withdrawn", 1, (*PREPARED, (20, o.withdraw_abroad), (24, a.register)), "abroad"),
    # Activists and applicants (S2.3).
    Story("activist filed", 34, (*CHECKED, (-14, f.mark_checked), (-6, f.archive)), "activist"),
    Story("activist checked", 5, (*CHECKED, (-14, f.mark_checked)), "activist"),
    Story("activist collecting", 4, ((-20, f.remind_form),), "activist"),
    Story("activist lacks reports", 4, (*CHECKED, (-22, f.lack_reports), (-20, f.remind_missing)), "activist"),
    Story("activist excused", 3, (*CHECKED, (-20, f.excuse_reports), (-14, f.mark_checked), (-6, f.archive)),
          "confirmed activist"),
    Story("activist without address", 2, (*CHECKED, (-14, f.mark_checked), (-6, f.archive)), "activist",
          flaw="no address"),
    # What is left of last year's cohort.
    Story("kept since last year", 3, (*KEPT, (400, t.remind_duties)), past=True),
    Story("kept, found work", 2, (*KEPT[:-1], (360, t.remind_duties), (366, t.transferable), (368, a.settle), (372, t.start_review),
          (379, t.pass_review), (386, a.register), (390, a.issue), (393, a.hand_over),
          (418, a.accepted)), past=True),
    Story("a year abroad", 3, (*STAYING, (419, o.send_news)), "abroad", past=True),
    Story("a year abroad, no news", 1, STAYING, "abroad", past=True),
    Story("back from abroad", 2, (*STAYING[:-1], (405, o.come_back), (420, a.register), (426, a.issue)),
          "abroad", past=True),
    Story("out of contact", 3, LOST, past=True),
    Story("under review", 2, REVIEWED, past=True),
    Story("review dropped", 1, (*REVIEWED, (330, c.spoken), (345, a.ask_choice)), past=True),
    Story("deferred, joined this year", 2, (*BEGIN, *CHECKED, (-10, a.defer), (331, t.rejoin), (333, a.correct_dues),
          (336, a.verify), (342, f.seal_form), (346, f.archive), (349, a.register), (354, a.issue), (357, a.hand_over),
          (376, a.urge), (380, a.reported), (384, a.settle), (398, a.accepted)), past=True),
)
# fmt: on

REGULARISE = REGULARISED
