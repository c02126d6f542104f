using System.Text;
using Carewright.Hl7v2.Text;
using Carewright.Hl7v2.Writing;

namespace Carewright.Hl7v2.Tests.Writing;

public sealed class EditTests
{
    [Theory]
    [InlineData("PID-5.1", "New|Name", @"New\F\Name^Anna^M^^Dr.")]
    [InlineData("PID-5.9", "last", "Muster^Anna^M^^Dr.^^^^last")]
    [InlineData("PID-5.2.3", "deep", "Muster^Anna&&deep^M^^Dr.")]
    [InlineData("PID-5[3].2", "third", "Muster^Anna^M^^Dr.~~^third")]
    [InlineData("PID-5", "whole^text", @"whole\S\text")]
    [InlineData("PID-5.3", "", "Muster^Anna^^^Dr.")]
    public void One_part_is_set_and_the_rest_stays(string path, string text, string field)
    {
        var before = Samples.Bytes(Samples.Admit);
        var message = EditableMessage.Of(Hl7Message.Parse(before));
        message.Set(path, text);
        var expected = Encoding.UTF8.GetString(before).Replace("Muster^Anna^M^^Dr.", field, StringComparison.Ordinal);
        Assert.Equal(expected, Encoding.UTF8.GetString(message.ToBytes()));
        Assert.Equal(text, Hl7Message.Parse(message.ToBytes()).First(Hl7Path.Parse(path)).Text);
    }

    [Fact]
    public void Line_ends_spaces_and_what_was_around_the_message_stay()
    {
        const string Text = "\u000BMSH|^~\\&|A \n\nPID|1|| x ||\r\n  ZZ1|a\\Zq\\b\r\u001C\r";
        var message = EditableMessage.Of(Samples.Raw(Text));
        Assert.Equal(Text, Encoding.Latin1.GetString(message.ToBytes()));
        message.Set("PID-2", "two");
        Assert.Equal(Text.Replace("PID|1||", "PID|1|two|", StringComparison.Ordinal), Encoding.Latin1.GetString(message.ToBytes()));
    }

    [Fact]
    public void A_message_is_made_from_nothing()
    {
        var message = EditableMessage.New(Delimiters.Standard, CharacterSet.Utf8);
        message.Set("MSH-3", "CAREWRIGHT");
        message.Set("MSH-9.1", "ACK");
        message.Set("MSH-9.2", "A01");
        message.Set("MSA-1", "AA");
        message.Set("MSA-2", "C0001");
        Assert.Equal("MSH|^~\\&|CAREWRIGHT||||||ACK^A01\rMSA|AA|C0001\r", Encoding.UTF8.GetString(message.ToBytes()));
    }

    [Fact]
    public void Segments_are_added_inserted_and_removed()
    {
        var message = EditableMessage.Of(Samples.Raw("MSH|^~\\&|A\rPID|1"));
        message.Set(message.Add("OBX"), Hl7Path.Parse("OBX-1"), "1");
        message.Insert(1, "EVN");
        message.RemoveAt(message.IndexOf("PID"));
        Assert.Equal("MSH|^~\\&|A\rEVN\rOBX|1\r", Encoding.UTF8.GetString(message.ToBytes()));
    }

    [Fact]
    public void What_would_break_the_message_is_refused()
    {
        var message = EditableMessage.New(Delimiters.Standard, CharacterSet.Utf8);
        Assert.Throws<ArgumentException>(() => message.Set("MSH-1", "#"));
        Assert.Throws<ArgumentException>(() => message.Set("MSH-2", "^~\\&"));
        Assert.Throws<ArgumentException>(() => message.SetRaw(0, Hl7Path.Parse("MSH-3"), "a|b"u8));
        Assert.Throws<ArgumentException>(() => message.SetRaw(0, Hl7Path.Parse("MSH-3"), "a\rb"u8));
    }
}
