"""How mail servers word their notices: who they write as, their subjects, their sentences.

Phrases are of programs and providers, not of single mails. All are matched without regard to case.
"""

from __future__ import annotations

import re


def _any(*phrases: str, start: bool = False) -> re.Pattern[str]:
    joined = "|".join(phrases)
    return re.compile(rf"\A\W*(?:{joined})" if start else rf"(?:{joined})", re.I)


# The local part of a program's address.
DAEMON_ADDRESS = re.compile(
    r"(?:mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|daemon|postmaster|post_?master|mmdf|majordomo"
    r"|listserv|mail[-_.]?delivery[\w.-]*|mail[-_.]?system|mailadmin|mail[-_.]?admin|system|smtpd?"
    r"|bounced?|returned|ndr|dsn|no-?reply|donotreply|do-not-reply|sysadmin|root|imss|amavis\w*"
    r"|[\w.-]*(?:smtp|anti-?virus|mail[-_.]?(?:gateway|service|server|filter|scan))[\w.-]*"
    r"|microsoftexchange[0-9a-f]+|antispam|spam|virus|scanner|[\w.-]+-(?:admin|owner|request))@",
    re.I,
)
# Of those, the ones that people and shops use too: alone they prove nothing.
WEAK_ADDRESS = re.compile(
    r"(?:no-?reply|donotreply|do-not-reply|system|root|sysadmin|admin(?:istrator)?"
    r"|[\w.-]+-(?:admin|owner|request))@",
    re.I,
)
DAEMON_NAME = _any(
    r"mail(?:er)?[ -]?daemon",
    r"mail deliver(?:y)? (?:sub)?system",
    r"mail delivery (?:service|agent)",
    r"postmaster",
    r"system administrator",
    r"internet mail delivery",
    r"ndr administrator",
    r"microsoft outlook\Z",
    r"microsoft exchange",
    r"系统退信|退信(?:通知|系统|服务)?\Z|邮件(?:投递|传输|发送|退信)?(?:子)?系统|(?:邮箱|邮件|系统)管理员",
    r"郵件(?:傳遞|投遞)?(?:子)?系統|系統管理員|退信",
)

# Subjects of a final failure; they stand at the start of the subject.
FAILED_SUBJECT = _any(
    r"(?:\[?postmaster\]?:? *)?(?:e-?mail|message|mail)?[ -]*(?:could|can) ?not be delivered",
    r"undeliver(?:able|ed)",
    r"non[- ]?deliver(?:y|able|ed)",
    r"(?:returned|rejected|bounced?|blocked|failed|unsent)[ -](?:e-?mail|mail|message)",
    r"(?:\[?postmaster\]?:? *)?(?:(?:permanent|e-?mail|mail|message)[ -]+)*delivery"
    r"(?:[ -]+(?:report|status|notification|notice))*[ :-]*"
    r"(?:has )?(?:failed|failure|error|problem|unsuccessful|incomplete)",
    r"delivery[ -](?:status[ -])?(?:notification|report|status|notice)\b",
    r"(?:mail|message) delivery status",
    r"(?:failed|failure|error)(?: (?:in|during|of))?[ -](?:to deliver|deliver|mail delivery)",
    r"fail(?:ure|ed)[ -](?:notice|notification|mail|deliver)",
    r"mail (?:system )?(?:error|failure|failed)",
    r"message (?:undeliver|not delivered|rejected|blocked|returned|bounced|status - undeliver)",
    r"(?:sorry, )?your (?:message|e?-?mail)(?: to \S+)? (?:could not|cannot|was not|wasn'?t|has not)",
    r"(?:e-?mail|mail|message) (?:not|could not be|couldn'?t be|was not) (?:be )?(?:deliver|sent)",
    r"(?:mail|message) return(?:ed|ing) to sender|returning message to sender|return to sender",
    r"unable to deliver|undelivered|can(?:no|')t deliver|user unknown|unknown (?:user|recipient)",
    r"postmaster notify|notice: mail delivery|(?:e-?mail|address|recipient) (?:rejected|unknown)",
    r"automatically rejected|considered unsolicited|\**message you sent (?:was )?blocked",
    r"loop alert|mail loop|you \S+ are not (?:a )?member|mailbox (?:is )?(?:full|unavailable)",
    r"warning: \S+@\S+ - user",
    # 中文
    r"(?:系统|邮件|自动|郵件|系統)?退信|(?:您|你).{0,40}(?:邮件|郵件|信件).{0,20}(?:退回|退信|失败|失敗|未送达|无法|無法)|(?:来自|來自)\S{1,40}(?:的)?退信|(?:邮件|郵件)?(?:被)?退回",
    r"(?:邮件|郵件|信件|消息)?(?:投递|投遞|发送|發送|传送|傳送|递送|传递|傳遞|寄送|送达)"
    r"(?:状态通知|狀態通知|通知)?\W*(?:失败|失敗|错误|錯誤|未成功|不成功|超时)",
    r"(?:您的|你的)?(?:邮件|郵件|信件|消息)?(?:未送达|未送達|未能送达|无法送达|無法送達|未传递|未傳遞"
    r"|无法投递|無法投遞|未能投递|无法递送|無法傳遞|无法传递|未递送|未遞送|未发送成功)",
    r"(?:传递|傳遞|投递|递送)状态通知|(?:傳遞|遞送)狀態通知|无法投递|拒收通知|邮件拒收|被拒收",
    # Other languages.
    r"unzustellbar|zustellung fehlgeschlagen|nicht zugestellt|mail konnte nicht",
    r"(?:message |courrier )?non (?:remis|distribu)|échec (?:de|d')|non recapitabile|impossibile",
    r"mensaje (?:no|devuelto)|no se puede entregar|error (?:de|en la) entrega|não entregue|falha",
    r"ваше сообщение не|не доставлено|недоставлен|配信不能|配信エラー|送信エラー|メール(?:が|の)?(?:配信|送信)",
    r"배달 실패|반송|전송 실패|niet te bezorgen|niet bezorgd|kan inte levereras|nie dostarczon",
    start=True,
)
DELAYED_SUBJECT = _any(
    r"(?:mail |message |e-?mail )?(?:delivery )?(?:status )?(?:notification|notice|report)?[ :(]*"
    r"(?:mail )?(?:delivery )?(?:delay\b|delayed)",
    r"delivery (?:status )?notification.{0,12}delay|delivery notification: delivery has been delayed",
    r"warning:? (?:could not send|message|mail|your|e-?mail)(?!.{0,60}(?:fail|unknown))",
    r"(?:mail )?delivery warning|delayed mail|message delayed|mail delayed|still (?:being )?tr(?:y|ied)",
    r"(?:系统(?:通知|提醒)?\W*)?(?:邮件|郵件|信件)?(?:投递|投遞|发送|传送|递送|传递|傳遞)?(?:已)?(?:延迟|延遲|推迟|延时)",
    r"zustellung verzögert|verzögerung|en attente|retrasad|задержк|配信遅延",
    start=True,
)
# A person's own mark before a subject, and that of an automatic reply.
ANSWERED_SUBJECT = re.compile(
    r"\A\W*(?:re|fwd?|aw|wg|sv|tr|rv|回复|回覆|答复|答覆|转发|轉發|轉寄|转寄)\s*[:：]", re.I
)
AUTOMATIC_SUBJECT = re.compile(
    r"\A\W*(?:auto(?:matic|mated)?[ :_-]*(?:re(?:ply|sponse|spons)|respons)?\s*[:：]|automatic reply"
    r"|auto-?reply\s*:|out of (?:the )?office|(?:自动|自動)(?:回复|回覆|答复|答覆)|假期)",
    re.I,
)

# Sentences with which servers open a notice of failure.
FAILED_WORDS = _any(
    r"this is the mail system at host",
    r"this is the qmail-send program|this is the \w[\w -]{0,30} (?:program|mail agent)",
    r"this message was created automatically by (?:mail delivery|the smtp|the mail)",
    r"(?:was|were|is|am|been) (?:not able|unable) to (?:be )?deliver",
    r"un(?:able|successful) to (?:be )?deliver|undeliverable (?:to|mail|message|address)",
    r"(?:could|can|would|did|was|were|wasn'?t|has|have|been|be)(?: ?not|n't)? (?:be )?(?:un)?deliver"
    r"(?:ed|able)? (?:to|because|for|your|due)",
    r"(?:could|can) ?(?:not|n't|n’t) be (?:successfully )?(?:delivered|sent|processed|accepted)",
    r"(?:was|were|has|have|is) (?:not|n't) (?:been )?(?:be )?delivered|wasn'?t able to deliver",
    r"did not (?:reach|receive) (?:the following|a copy|this message|your)",
    r"(?:couldn'?t|could not|cannot|can't|unable to|failed to|not) (?:be )?deliver",
    r"deliver(?:y|ing)(?: of)?(?: the| your| this)? ?(?:e-?mail|message|mail)?.{0,80}?"
    r"(?:\bfailed\b|failure|unsuccessful|aborted|impossible|error)",
    r"delevery to the following|error delivering your mail|delivery failed|failed delivery",
    r"(?:error|problem) (?:was |has )?(?:occurred|detected|encountered|delivering|while)"
    r".{0,80}(?:deliver|processing|mail|message)",
    r"encountered delivery problems|delivery errors|permanent (?:fatal )?(?:delivery )?error",
    r"had permanent fatal errors|addresses? had (?:delivery|transient|permanent|fatal)",
    r"following (?:address|recipient|user)(?:\(?e?s\)?)? .{0,40}(?:fail|problem|affected|reject|error)",
    r"following (?:address|recipient)\S* (?:was|were|has|have|did|could|cannot)",
    r"incorrectly constructed|transcript of session follows|session transcript",
    r"(?:^|\s)unknown user: ?\S+@|user unknown|no such (?:user|recipient|mailbox|account|address)",
    r"has been (?:rejected|blocked|returned)|was (?:automatically )?(?:rejected|returned|bounced|blocked)",
    r"message (?:you sent )?(?:was |has been )?(?:rejected|blocked|bounced|returned|refused|removed)",
    r"(?:mailbox|mail box|mailfolder|quota)[^.\n]{0,40}(?:full|exceed|over)|over quota|exceeded .{0,20}quota",
    r"unsolicited bulk e?-?mail|message headers follow|duplicated message-id|are not (?:a )?member",
    r"returning (?:your |this )?(?:message|mail)|i'?m not going to try again|error-for:",
    r"failed recipient|undelivered|unrouteable|unroutable|does ?n[o']t exist",
    r"final-recipient: ?rfc822",
    # 中文
    r"(?:您|你)(?:的|发送的|發送的|发出的|發出的|寄给|寄出的).{0,60}(?:邮件|郵件|信件|消息).{0,60}"
    r"(?:退回|被退|退信|未能|无法|無法|失败|失敗|不成功|未送|没有送|拒收|拒绝|延迟|延遲)",
    r"(?:被|已)(?:系统|对方|收件)?\S{0,8}退回|退信(?:原因|代码|说明|信息|详情|时间)|退訊|退件原因",
    r"(?:邮件|郵件|信件|消息)?(?:无法|無法|未能|不能)(?:成功)?(?:送达|送達|投递|投遞|发送|發送|递送|遞送"
    r"|传递|傳遞|传送|傳送|寄送|寄达)",
    r"(?:投递|投遞|发送|發送|传送|递送|传递|傳遞)(?:给|到|至)?.{0,60}(?:失败|失敗|不成功|未成功|错误)",
    r"(?:收件人|收信人|对方)(?:的)?(?:邮件)?(?:地址|邮箱|帐号|账号|帳號|信箱)?.{0,60}"
    r"(?:不存在|已停用|已满|已滿|被禁用|无效|已注销|拒绝|拒收)",
    r"(?:用户|使用者|邮箱|帐户|账户|郵箱|群組).{0,20}不存在|(?:未送达|未送達)",
    # Other languages.
    r"non (?:è|e'|ha|a pas|remis)|n'a pas (?:pu|été)|konnte(?:n)? nicht|nicht zugestellt|unzustellbar",
    r"no (?:ha podido|pudo|se pudo) (?:ser )?entreg|não (?:pôde|foi) (?:ser )?entreg|nao pode",
    r"не может быть доставлен|не удалось доставить|не доставлен|配信できま|届きませんでした|送信できま|お届けできま",
    r"niet (?:worden )?(?:bezorgd|afgeleverd)|tidak dapat|전송하지 못|배달하지 못",
    r"möglicherweise nicht vorhanden|existiert (?:möglicherweise )?nicht",
)
# Sentences of a notice that the server goes on trying.
DELAYED_WORDS = _any(
    r"(?:warning|this is (?:just )?a warning)(?: message)? only|(?:is )?just a warning",
    r"you do not need to resend|do(?:es)? ?n[o']t need to (?:be )?resen[dt]",
    r"has not (?:yet )?been delivered|not yet been delivered|has been (?:delayed|postponed)|is delayed|was delayed",
    r"(?:will|be) (?:be )?(?:re-?tried|continu\w+ (?:to )?(?:try|attempt)|keep trying|try(?:ing)? again)",
    r"continue to (?:try|attempt)|(?:will )?continue(?:s)? (?:trying|attempt)|still (?:be )?(?:try|being)",
    r"delivery attempts will (?:be|continue)|more time to deliver|could not send message for past",
    r"transient (?:non-fatal )?errors|temporary (?:delivery )?(?:failure|problem).{0,60}retr",
    r"(?:将|將|会|會)(?:在|于)?.{0,20}(?:继续|繼續|再次|重新|重试|重試)(?:.{0,6}(?:尝试|嘗試|投递|投遞|发送))?",
    r"(?:系统|服务器).{0,12}(?:继续|重试).{0,12}(?:尝试|投递|发送)|(?:暂时|暫時)(?:无法|無法|未能)(?:送达|投递|投遞|发送)",
    r"(?:投递|投遞|发送|邮件|传递).{0,10}(?:被|已)(?:延迟|延遲|推迟)|无需重新发送|不需要重新发送",
)
# Those of them that leave no doubt, whatever the subject says.
GOES_ON_WORDS = _any(
    r"delivery attempts will (?:be|continue)|continue to (?:try|attempt)|will continue (?:to )?(?:try|attempt)",
    r"warning(?: message)? only|you do not need to resend",
    r"(?:将|將|会|會).{0,12}(?:继续|繼續)(?:尝试|嘗試|投递|投遞|发送|重试)|无需重新发送|不需要重新发送",
)
# Sentences that end all hope, also where the notice speaks of retries.
GAVE_UP_WORDS = _any(
    r"giv(?:en|ing) up|not going to try again|no further (?:delivery )?attempt|retry time(?:out)? (?:not reached|exceeded)",
    r"permanent(?:ly)? (?:error|fail)|final(?:ly)? (?:fail|attempt)|delivery (?:has )?failed|returned to sender",
    r"(?:has |have )?(?:been )?(?:expired|aborted)|cannot send message for|was not delivered within",
    r"放弃(?:投递|发送)?|已停止(?:投递|重试)|最终(?:失败|未能)|退信|退回|不再(?:尝试|重试|投递)",
)
# A mail that did arrive, told because its sender had asked.
DELIVERED_SUBJECT = _any(
    r"(?:mail |message )?deliver(?:y|ed).{0,40}(?:success|relayed|receipt|expanded)|successful mail delivery",
    r"success|relayed|(?:mail )?delivery (?:status )?report\Z|(?:邮件)?(?:投递成功|发送成功|已送达|成功送达|送达回执)",
    start=True,
)
DELIVERED_WORDS = _any(
    r"(?:was|been|were|is) successfully (?:delivered|relayed|sent)|successful(?:ly)? delivery|delivery report"
    r" that you requested|(?:已|被)?成功(?:投递|送达|发送)",
)
READ_SUBJECT = _any(
    r"read:|not read:|gelesen:|lu ?:|已读|未读|阅读回执|已讀|讀取回條|read receipt|return receipt",
    start=True,
)
COMPLAINT_SUBJECT = _any(
    r"complaint about message|(?:e-?mail )?(?:abuse|feedback|spam) (?:feedback )?report|投诉(?:报告|反馈|通知)",
    start=True,
)
# Subjects that leave open what became of the mail.
OPEN_SUBJECT = re.compile(
    r"(?!.*(?:fail|return|undeliver|reject|error|unable|could ?n|cannot|can't|not (?:be )?deliver|退|失败|失敗|未送|无法|無法))",
    re.I,
)
