"""The route to work abroad: schemes as dated data, a candidate's steps from interest to return, and her protection.

"Sent to industry", "departed" and "in Japan" are three numbers. A candidate keeps the rules under which she began
until she is moved with a reason; nobody is attached to a partner without a valid permit; what is asked of her is
written down beside what may be asked. A wing: no other room but figures quotes it.
"""
