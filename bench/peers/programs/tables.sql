-- The four tables of every peer but Paperboy, which makes its own.

create table papers (
  id text primary key,
  title text not null,
  abstract text,
  published_at timestamptz,
  submitted_at timestamptz,
  submitted_by text,
  organization text,
  upvotes integer not null,
  comments integer not null,
  stars integer,
  repository text,
  project_page text,
  keywords text[],
  summary text
);

create table paper_authors (
  paper_id text not null references papers,
  position integer not null,
  name text not null,
  hidden boolean not null,
  account text,
  claim text,
  primary key (paper_id, position)
);

create table appearances (
  day date not null,
  paper_id text not null references papers,
  rank integer not null,
  primary key (day, paper_id)
);

create table snapshots (
  paper_id text not null references papers,
  observed_at timestamptz not null,
  upvotes integer not null,
  comments integer not null,
  stars integer,
  primary key (paper_id, observed_at)
);
