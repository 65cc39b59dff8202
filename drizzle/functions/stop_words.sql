CREATE OR REPLACE FUNCTION stop_words() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT string_to_array(
    'a about abov after again against all am an and ani are as at be becaus been befor below between both but by can did do '
    'doe don down dure each few for from further had has have he her here herself him himself his how i if in into is it itself '
    'just me more most my myself no nor not now of off on onc onli or other our ourselv out over own s same she should so some '
    'such t than that the their them themselv then there these they this those through to too under until up veri was we were '
    'what when where whi which while who whom will with you your yourself yourselv', ' ')
$$;

COMMENT ON FUNCTION stop_words() IS 'Words that nearly every text holds, as stems: they say nothing of a paper.';
