using Carewright.Astm.Records;

namespace Carewright.Astm.Tests.Records;

public sealed class WritingTests
{
    [Fact]
    public void Orders_that_answer_a_query_are_written()
    {
        var message = EditableMessage.New();
        message.Set(0, 5, "CAREWRIGHT");
        var patient = message.Add('P');
        message.Set(patient, 3, "PR|17");
        message.Set(patient, 6, "Muster", component: 1);
        message.Set(patient, 6, "Anna", component: 2);
        foreach (var tube in new[] { "T1", "T2" })
        {
            var order = message.Add('O');
            message.Set(order, 3, tube);
            message.SetRaw(order, 5, "^^^GLU\\^^^NA"u8);
            message.Set(order, 26, "Q");
        }
        message.End(TerminationCode.QueryAnswered);
        Assert.Equal("H|\\^&|||CAREWRIGHT\rP|1|PR&F&17|||Muster^Anna\rO|1|T1||^^^GLU\\^^^NA|||||||||||||||||||||Q\rO|2|T2||^^^GLU\\^^^NA|||||||||||||||||||||Q\rL|1|F\r", Samples.Text(message.ToBytes()));
        Assert.Empty(AstmMessage.Parse(message.ToBytes()).Leniencies);
    }

    [Fact]
    public void What_is_not_set_stays_byte_for_byte()
    {
        var bytes = Samples.Bytes(Samples.Chemistry, "\r\n");
        var message = EditableMessage.Of(AstmMessage.Parse(bytes));
        Assert.Equal(bytes, message.ToBytes());
        message.Set(3, 4, "5.5");
        Assert.Equal(Samples.Text(bytes).Replace("|5.4|", "|5.5|", StringComparison.Ordinal), Samples.Text(message.ToBytes()));
    }

    [Fact]
    public void A_part_is_set_within_its_repeat()
    {
        var message = EditableMessage.Of(Samples.Message("H|\\^&\nO|1|T||^^^A\\^^^B|R\nL|1|N"));
        message.Set(1, 5, "X", component: 4, repeat: 2);
        message.Set(1, 5, "Y", component: 2, repeat: 4);
        message.Set(1, 6, "");
        Assert.Equal("O|1|T||^^^A\\^^^X\\\\^Y|", Samples.Text(message.ToBytes()).Split('\r')[1]);
    }

    [Fact]
    public void Sequence_numbers_begin_anew_under_each_record()
    {
        var message = EditableMessage.New();
        foreach (var type in "PORCCRPOR")
            message.Add(type);
        message.RemoveAt(7);
        message.Add('P');
        Assert.Equal(["P|1", "O|1", "R|1", "C|1", "C|2", "R|2", "O|1", "R|1", "P|2"], Samples.Text(message.ToBytes()).Split('\r')[1..^1]);
    }

    [Fact]
    public void What_the_character_set_has_not_is_refused_rather_than_changed()
    {
        var latin = EditableMessage.New();
        Assert.Throws<FormatException>(() => latin.Set(0, 5, "\u0141ukasz"));
        var utf8 = EditableMessage.New(charset: AstmCharset.Utf8);
        utf8.Set(0, 5, "\u0141ukasz");
        Assert.Equal("\u0141ukasz", AstmMessage.Parse(utf8.ToBytes(), new ReadOptions(AstmCharset.Utf8)).Header.Sender.Text);
    }

    [Fact]
    public void What_would_break_a_record_is_refused()
    {
        var message = EditableMessage.New();
        Assert.Throws<ArgumentException>(() => message.SetRaw(0, 5, "a|b"u8));
        Assert.Throws<ArgumentException>(() => message.SetRaw(0, 5, "a\rb"u8));
        Assert.Throws<ArgumentException>(() => message.Set(0, 2, "~"));
        Assert.Throws<ArgumentException>(() => message.Set(0, 1, "P"));
        Assert.Throws<ArgumentException>(() => message.Add('H'));
        Assert.Throws<ArgumentException>(() => message.Add('1'));
        Assert.Throws<ArgumentException>(() => message.RemoveAt(0));
        message.Set(0, 5, "a|b\rc");
        Assert.Equal("a|b\rc", AstmMessage.Parse(message.ToBytes()).Header.Sender.Text);
    }
}
