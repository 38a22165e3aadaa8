"""How the day goes with this program, and what it promises."""

import streamlit as st

from denialops.ui import session
from denialops.ui.settings import who_gets_text

st.title("Help", anchor=False)
work, words, promise = st.columns(3, gap="large")
with work:
    st.subheader("From letter to appeal", anchor=False)
    st.markdown(
        """
1. **New case**: drop in the letter. Facts appear as they are read. An electronic remittance (835) opens one case
   for each denied claim, or is added to the open case of the same claim.
2. **Facts**: compare the ones marked :orange-badge[:material/help: check this] with the page, correct or confirm.
3. **Route**: confirm whose rules apply and enter the day the letter arrived.
4. **Letter**: fill the blanks, edit, save. Every version is kept.
5. **Exhibits**: add records in the order the reviewer should read them.
6. Download the packet, send it, then **mark as sent** (tab Actions).
7. When the payer answers, add its letter (tab Actions), or **close** the case with the outcome.
"""
    )
with words:
    st.subheader("What the words mean", anchor=False)
    st.markdown(
        """
- **Answer due / plan to**: the earliest of all dates for the next step;
  where the rule does not move a weekend, the business day before it.
- **Letter says**: the date or days printed in the letter.
- **Rule gives**: what the law or plan rule allows.
- **Provisional**: nobody has confirmed whose rules apply yet.
- :green-badge[:material/check: sure] the reader is at least 90 % sure;
  :orange-badge[:material/help: check this] it is not.
"""
    )
with promise:
    st.subheader("What you can rely on", anchor=False)
    st.markdown(
        f"""
- Every value shows where in the letter it was read and by whom.
- What you correct is kept beside what was read.
- The original file is never changed.
- {who_gets_text(session.services().model_setup())}
- A removed case can be restored from the list “Removed”.
- This is not legal advice: a person checks before sending.
"""
    )
