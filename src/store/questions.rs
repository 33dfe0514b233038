//! Questions to the user: whose is this? One for each unknown person, however many mails she wrote.

use jiff::civil::Date;

use super::{Db, Result, codec};
use crate::domain::address::Address;
use crate::domain::id::{MessageId, QuestionId};

/// A question about an unknown person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionRow {
    pub id: QuestionId,
    /// The address, or a name where no address is known.
    pub about: String,
    pub name: Option<String>,
    pub subject: String,
    pub state: String,
    pub asked_on: Date,
    pub n_messages: u32,
}

impl QuestionRow {
    #[must_use]
    pub fn address(&self) -> Option<Address> {
        Address::parse(&self.about)
    }
}

impl Db<'_> {
    /// Asks about a person, or adds a mail to the question that stands.
    pub fn ask_whose(
        &self,
        about: &str,
        name: Option<&str>,
        subject: &str,
        message: MessageId,
        today: Date,
    ) -> Result<QuestionId> {
        self.0
            .prepare_cached(
                "INSERT INTO question (address, name, subject, state, asked_on) VALUES (?1, ?2, ?3, 'open', ?4)
                 ON CONFLICT (address) DO UPDATE SET name = coalesce(name, excluded.name),
                     state = CASE WHEN state = 'answered' THEN 'open' ELSE state END",
            )?
            .execute((about, name, subject, today.to_string()))?;
        let id: i64 = self
            .0
            .prepare_cached("SELECT id FROM question WHERE address = ?1")?
            .query_row([about], |row| row.get(0))?;
        self.0
            .prepare_cached("INSERT OR IGNORE INTO question_message (question_id, message_id) VALUES (?1, ?2)")?
            .execute((id, message.0))?;
        Ok(QuestionId(id))
    }

    /// Questions in one of these states (`open`, `told`), the oldest first.
    pub fn questions(&self, states: &[&str]) -> Result<Vec<QuestionRow>> {
        let mut found = Vec::new();
        for state in states {
            found.extend(self.questions_where("q.state = ?1", state)?);
        }
        found.sort_by_key(|question| question.id);
        Ok(found)
    }

    pub fn question(&self, id: QuestionId) -> Result<Option<QuestionRow>> {
        Ok(self.questions_where("q.id = ?1", id.0)?.pop())
    }

    fn questions_where(&self, condition: &str, parameter: impl rusqlite::ToSql) -> Result<Vec<QuestionRow>> {
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT q.id, q.address, q.name, q.subject, q.state, q.asked_on,
                 (SELECT count(*) FROM question_message m WHERE m.question_id = q.id)
             FROM question q WHERE {condition} ORDER BY q.id"
        ))?;
        let mut rows = statement.query([parameter])?;
        let mut questions = Vec::new();
        while let Some(row) = rows.next()? {
            questions.push(QuestionRow {
                id: QuestionId(row.get(0)?),
                about: row.get(1)?,
                name: row.get(2)?,
                subject: row.get(3)?,
                state: row.get(4)?,
                asked_on: codec::day(&row.get::<_, String>(5)?)?,
                n_messages: row.get(6)?,
            });
        }
        Ok(questions)
    }

    pub fn set_question(&self, id: QuestionId, state: &str) -> Result<()> {
        self.0.execute("UPDATE question SET state = ?2 WHERE id = ?1", (id.0, state))?;
        Ok(())
    }

    pub fn question_messages(&self, id: QuestionId) -> Result<Vec<MessageId>> {
        let mut statement = self
            .0
            .prepare_cached("SELECT message_id FROM question_message WHERE question_id = ?1 ORDER BY message_id")?;
        let rows = statement.query_map([id.0], |row| row.get(0).map(MessageId))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Lets every mail that a question was about be read again, and closes it. After an address found its relationship.
    pub fn reread_about(&self, address: &Address) -> Result<usize> {
        let mut n = 0;
        for question in self.questions_where("q.address = ?1", address.as_str())? {
            for message in self.question_messages(question.id)? {
                self.read_again(message)?;
                n += 1;
            }
            self.set_question(question.id, "answered")?;
        }
        Ok(n)
    }
}
