-- Letters without a Message-ID, as forwards and quotes show them: any of them may answer what stands open.
CREATE INDEX interaction_nameless ON interaction (relationship_id, side, happened_at) WHERE rfc_id IS NULL;
