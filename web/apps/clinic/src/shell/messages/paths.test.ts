import { describe, expect, it } from 'vitest';
import { meet, piecesOf, readMessage, readPlace, type Place } from './paths';

const place = (text: string): Place => readPlace(text) ?? expect.fail(text);

describe('places in a message', () => {
  it.each([
    ['PID-5', 'PID-5.1', true], ['PID-5.1', 'PID-5', true], ['PID-5.1', 'PID-5.2', false], ['OBX[2]-5', 'OBX-5', false], ['OBX[1]-5', 'OBX-5', true], ['PID', 'PID-3[2].4.1', true], ['PID-3[1].4', 'PID-3[2].4', false], ['PV1-3', 'PID-3', false],
  ])('%s and %s have something in common: %s', (one, other, expected) => {
    expect(meet(place(one), place(other))).toBe(expected);
  });

  it.each(['map:types:42', '', 'pid-5', 'PID-', 'PID-5.'])('are not read from “%s”', (text) => {
    expect(readPlace(text)).toBeUndefined();
  });
});

describe('a message for the eye', () => {
  const message = readMessage('MSH|^~\\&|LAB\r\nPID|1||A^^^B~C\nOBX|1\nOBX|2||first line\nand the next\n\n');

  it('counts MSH-1 and MSH-2 as fields, and segments of a name', () => {
    expect(message.segments.map((segment) => `${segment.name}${segment.occurrence}`)).toEqual(['MSH1', 'PID1', 'OBX1', 'OBX2']);
    expect(message.segments[0]?.fields.map((field) => [field.number, field.text])).toEqual([[1, '|'], [2, '^~\\&'], [3, 'LAB']]);
  });

  it('leaves a line that begins like no segment to the field before it', () => {
    expect(message.segments[3]?.fields.at(-1)?.text).toBe('first line\nand the next');
  });

  it('takes the delimiters that the message declares', () => {
    expect(readMessage('MSH#*~\\&#LAB').segments[0]?.fields.at(-1)?.text).toBe('LAB');
  });

  it('gives each piece of a field its place, and loses none of the text', () => {
    const [segment, field] = [message.segments[1], message.segments[1]?.fields[2]];
    if (!segment || !field) return expect.fail('no field');
    const pieces = piecesOf(segment, field, message.delimiters);
    expect(pieces.map((piece) => piece.text).join('')).toBe('A^^^B~C');
    expect(pieces.find((piece) => piece.text === 'B')?.place).toMatchObject({ field: 3, repetition: 1, component: 4 });
    expect(pieces.find((piece) => piece.text === 'C')?.place).toMatchObject({ repetition: 2, component: 1 });
  });
});
