//! What can be told about a file without running it: names that do not exist, settings that nobody reads, and statements that
//! have no business outside a rule.

use rhai::{AST, ASTNode, Expr, Position, Stmt};

use super::block::{Block, Contents, walk};
use super::facts::{self, Of};
use super::mistake::Mistake;
use super::subjects::{AMOUNT_WORDS, UNITS, known_word, no_such_fact, no_such_setting};
use crate::domain::near::nearest;

/// Outside a rule stand only helper functions.
pub fn outside(script: &AST) -> Result<(), Mistake> {
    let mut on_top = Vec::new();
    for statement in script.statements() {
        let allowed = match statement {
            Stmt::Noop(_) => true,
            Stmt::Expr(expression) => match &**expression {
                Expr::Custom(_, position) => {
                    on_top.push(*position);
                    true
                }
                _ => false,
            },
            _ => false,
        };
        if !allowed {
            return Err(Mistake::new("only rules and helper functions (`fn`) may stand here, outside a rule")
                .hint("put it into a `setting` or a `when` of the rule")
                .at_position(statement.position()));
        }
    }
    let mut nested = None;
    walk(script, |path| {
        if let [.., ASTNode::Expr(Expr::Custom(_, position))] = path
            && !on_top.contains(position)
        {
            nested = nested.or(Some(*position));
        }
    });
    match nested {
        Some(position) => Err(Mistake::new("a rule cannot stand inside something else")
            .hint("close what is open above it with `}`")
            .at_position(position)),
        None => Ok(()),
    }
}

/// Checks every name that follows `you.`, `they.`, `we.`, `my.` or a number.
pub fn facts(script: &AST, contents: &Contents) -> Result<(), Mistake> {
    // Settings are known by the lines of their rule: each block reads its own.
    let mut found: Option<Mistake> = None;
    let own: Vec<&str> = script.iter_functions().map(|function| function.name).collect();
    walk(script, |path| {
        if let Some(ASTNode::Expr(Expr::FnCall(call, position))) = path.last()
            && !call.is_operator_call()
            && !own.contains(&call.name.as_str())
            && let Some(near) = nearest(&call.name, own.iter().copied())
        {
            let mistake =
                Mistake::new(format!("nothing is called `{}`", call.name)).hint(format!("did you mean `{near}`?"));
            found = found.take().or(Some(mistake.at_position(*position)));
        }
        let Some(ASTNode::Expr(Expr::Dot(dot, ..))) = path.last() else { return };
        let rule = path.iter().find_map(|node| match node {
            ASTNode::Expr(Expr::Custom(_, position)) => contents
                .rules
                .iter()
                .find(|block| position.line() == Some(block.at.0) && position.position() == Some(block.at.1)),
            _ => None,
        });
        let Some((name, arguments, position)) = first_name(&dot.rhs) else { return };
        let checked = match &dot.lhs {
            Expr::Variable(..) => match variable(&dot.lhs) {
                Some("you" | "they") => fact(Of::Person, name, arguments),
                Some("we") => fact(Of::We, name, arguments),
                Some("my") => match rule {
                    Some(block) if !block.settings.contains_key(name) => {
                        Err(no_such_setting(name, &block.settings.keys().cloned().collect::<Vec<_>>()))
                    }
                    _ => Ok(()),
                },
                _ => Ok(()),
            },
            Expr::IntegerConstant(..) | Expr::FloatConstant(..) => unit(name),
            _ => Ok(()),
        };
        if let Err(mistake) = checked
            && found.is_none()
        {
            found = Some(mistake.at_position(position));
        }
    });
    found.map_or(Ok(()), Err)
}

/// The name of a variable.
pub fn variable(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Variable(variable, ..) => Some(&variable.1),
        _ => None,
    }
}

/// The first name after a point, with what stands in its parentheses.
fn first_name(after: &Expr) -> Option<(&str, Option<&[Expr]>, Position)> {
    match after {
        Expr::Property(property, position) => Some((&property.2, None, *position)),
        Expr::MethodCall(call, position) => Some((&call.name, Some(&call.args), *position)),
        Expr::Dot(dot, ..) => first_name(&dot.lhs),
        _ => None,
    }
}

fn fact(of: Of, name: &str, arguments: Option<&[Expr]>) -> Result<(), Mistake> {
    let Some(fact) = facts::find(of, name) else { return Err(no_such_fact(of, name)) };
    if arguments.is_none() && fact.takes != facts::Takes::Nothing {
        return Err(no_such_fact(of, name));
    }
    for argument in arguments.unwrap_or_default() {
        // A length of time in quotes has its own message, when the rule is tried.
        if let Expr::StringConstant(word, _) = argument
            && fact.takes.words().is_some()
            && !word.starts_with(|c: char| c.is_ascii_digit())
        {
            known_word(fact, word)?;
        }
    }
    Ok(())
}

fn unit(name: &str) -> Result<(), Mistake> {
    if UNITS.iter().any(|(unit, ..)| *unit == name) || AMOUNT_WORDS.contains(&name) {
        return Ok(());
    }
    let known = UNITS.iter().map(|(unit, ..)| *unit);
    let mistake = Mistake::new(format!("`.{name}` cannot follow a number"));
    Err(match nearest(name, known) {
        Some(near) => mistake.hint(format!("did you mean `.{near}`?")),
        None => mistake
            .hint("after a number can stand `.hours`, `.days`, `.weeks`, `.months`, `.working_days` or `.percent`"),
    })
}

/// Settings that a rule declares and never reads.
pub fn unused_settings(block: &Block) -> Vec<String> {
    let mut read: Vec<String> = Vec::new();
    walk(&block.script, |path| {
        if let Some(ASTNode::Expr(Expr::Dot(dot, ..))) = path.last()
            && variable(&dot.lhs) == Some("my")
            && let Some((name, ..)) = first_name(&dot.rhs)
        {
            read.push(name.to_owned());
        }
    });
    block.settings.keys().filter(|name| !read.contains(name)).cloned().collect()
}
