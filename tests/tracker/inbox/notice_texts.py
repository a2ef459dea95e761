"""What servers write to a sender, in the forms of the providers; all words are our own."""

from __future__ import annotations

OURS = "<qz.Ab3dEf7h.1@jobs.example.org>"
TO = "zhangsan@mail.example.com"

NETEASE = f"""抱歉，您的邮件被退回来了……
原邮件信息：
  时  间  2026-11-06 09:29:40
  主  题  [QZ-2026-0012] 毕业去向核实
  收件人  {TO}
退信原因：
  收件人的邮箱不存在，请核对地址。
  英文说明: 550 User not found: {TO}
建议解决方案：
  如果对方邮箱已满，或者邮件被怀疑为垃圾邮件，请稍后再试。
"""
QQ = f"""<p>很抱歉，您发送的邮件被退回，相关信息如下：</p><table>
<tr><td>被退回邮件</td><td>主题：毕业去向核实<br>时间：2026-11-06 09:29</td></tr>
<tr><td colspan="2">无法发送到 {TO}</td></tr>
<tr><td>退信原因</td><td>对方邮箱空间已满<br>host mx.example.com said: 552 5.2.2 mailbox over quota</td>
</tr><tr><td>解决方案</td><td>请检查地址是否存在</td></tr></table>"""
COREMAIL = f"""您的邮件被退回 / Sorry, your mail is returned
收件人/To : \t{TO}
退信原因/Bounce reason :
对方服务器认为是垃圾邮件，拒绝接收
DATA: 554 DT:SPM mx1,AbCdEf 1762392580, please see https://help.example.com/user-unknown
退信代码/Bounce Code : rejected by system
"""
ALIMAIL = f"""尊敬的用户，您好！
您发给 {TO} 的邮件投递失败。
失败原因：收件人域名不存在，无法解析 (domain not found)
原邮件 Message-ID: {OURS}
"""
EXCHANGE = f"""未能将邮件传递给以下收件人或组：

{TO}
找不到您输入的电子邮件地址。请检查收件人的电子邮件地址。

供管理员使用的诊断信息：
{TO}
#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##
"""
POSTFIX = f"""This is the mail system at host mx.example.net.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<{TO}>: host mx.example.com said: 550 5.1.1 <{TO}>: User unknown
"""
QMAIL = f"""Hi. This is the qmail-send program at mx.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{TO}>:
Sorry, I couldn't find any host named mail.example.com. (#5.1.2)

--- Below this line is a copy of the message.

Message-ID: {OURS}
To: {TO}
"""
EXIM = f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. The following address(es) failed:

  {TO}
    retry timeout exceeded

------ This is a copy of the message, including all the headers. ------

Message-ID: {OURS}
"""
