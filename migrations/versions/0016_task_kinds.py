"""tasks are known by their kind: those of before get theirs by the words they were known by"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# The beginnings of the texts, as they were written; the first that fits decides.
KINDS = (
    ("所有邮箱均退信，请打电话联系本人", "all_back"),
    ("退信与本人的答复不符，请核实邮箱", "contradicted"),
    ("本人已经选了要填表的回答，填表链接没有送到，请打电话帮他办理", "form_lost"),
    ("本人经链接登记的新邮箱退信，请打电话核实", "new_one_back"),
    ("这封邮件没有送达任何一个邮箱，请另行联系本人", "unreached"),
    ("邮箱已满，请另行联系本人", "unreached:full"),
    ("邮件被对方服务器拒收，请另行联系本人", "unreached:rejected"),
    ("对方邮件服务器连接不上，请另行联系本人", "unreached:unreachable"),
    ("邮件多次投递未成功，请另行联系本人", "unreached:expired"),
    ("邮件没有送达，请另行联系本人", "unreached:other"),
    ("收到一封不能采信的退信，邮箱没有改动，请查看来信并核实", "doubtful_bounce"),
    ("本人用链接登记了新邮箱，请向本人核实", "new_address"),
    ("本人用链接改了首选邮箱，请向本人核实", "other_first"),
    ("本人经链接提出的新邮箱已登记在另一人名下，请核实", "anothers_address"),
    ("请核实来信邮箱", "confirm_sender"),
    ("答复“", "reply"),
    ("来信“", "letter"),
    ("来信写道：", "not_his_word"),
    ("来信已撤销归入（", "moves_stand"),
)
GIVEN_UP = "本人用链接要求停用邮箱，请核实后在个案的邮箱中办理："
# Beside what else a mail asked for; every other text came with a move of the graduate's.
CONFIRM = "请核实来信邮箱："
ASKED_TOO = ("reply", "letter", "not_his_word", "said")


def upgrade() -> None:
    bound = op.get_bind()
    fill = sa.text("UPDATE task SET kind = :kind WHERE kind = '' AND text LIKE :beginning")
    for words, kind in KINDS:
        bound.execute(fill, {"kind": kind, "beginning": words + "%"})
    bound.execute(
        sa.text(
            "UPDATE task SET kind = 'given_up:' || (SELECT a.id FROM mail_address a"
            ' JOIN "case" c ON c.person_id = a.person_id'
            " WHERE c.id = task.case_id AND :words || a.address = task.text)"
            " WHERE kind = '' AND EXISTS (SELECT 1 FROM mail_address a"
            ' JOIN "case" c ON c.person_id = a.person_id'
            " WHERE c.id = task.case_id AND :words || a.address = task.text)"
        ),
        {"words": GIVEN_UP},
    )
    bound.execute(sa.text("UPDATE task SET kind = 'said' WHERE kind = '' AND entry_id IS NOT NULL"))
    confirm = sa.text(
        "UPDATE task SET kind = kind || '+confirm_sender' WHERE kind = :kind AND text LIKE :asks"
    )
    for kind in ASKED_TOO:
        bound.execute(confirm, {"kind": kind, "asks": f"%\n{CONFIRM}%"})


def downgrade() -> None:
    # The words are as they were: what knew tasks by them finds them again.
    op.execute("UPDATE task SET kind = ''")
