namespace Carewright.Hl7v2.Tests.Reading;

public sealed class PathTests
{
    private readonly Hl7Message _message = Samples.Message(Samples.Admit);

    [Theory]
    [InlineData("MSH-1", "|")]
    [InlineData("MSH-2", "^~\\&")]
    [InlineData("MSH-3", "SENDER")]
    [InlineData("MSH-9.2", "A01")]
    [InlineData("MSH-12", "2.5.1")]
    [InlineData("MSH-13", "")]
    [InlineData("PID-3", "P-17^^^HOSP&2.16.840.1.1&ISO^MR~999^^^SSA^SS")]
    [InlineData("PID-3.1", "P-17")]
    [InlineData("PID-3.1.1", "P-17")]
    [InlineData("PID-3.1.2", "")]
    [InlineData("PID-3.4.2", "2.16.840.1.1")]
    [InlineData("PID-3[2].1", "999")]
    [InlineData("PID-3[2].4.1", "SSA")]
    [InlineData("PID-3[3].1", "")]
    [InlineData("PID[1]-5.2", "Anna")]
    [InlineData("PID[2]-5.2", "")]
    [InlineData("PID-11.1.2", "Long Lane")]
    [InlineData("PID-99", "")]
    [InlineData("pid-5.1", "Muster")]
    public void A_path_gives_the_text_that_stands_there(string path, string expected) => Assert.Equal(expected, _message.Text(path));

    [Fact]
    public void What_is_absent_and_what_is_null_differ()
    {
        Assert.True(_message.First(Hl7Path.Parse("PID-13")).IsNull);
        Assert.False(_message.First(Hl7Path.Parse("PID-13")).HasValue);
        Assert.True(_message.First(Hl7Path.Parse("PID-12")).IsEmpty);
        Assert.False(_message.First(Hl7Path.Parse("PID-12")).IsNull);
        Assert.True(_message.First(Hl7Path.Parse("ZZZ-1")).IsEmpty);
    }

    [Fact]
    public void What_a_path_leaves_open_gives_all()
    {
        var message = Samples.Message(Samples.Admit + "\nOBX|1|ST|A||one~two\nOBX|2|ST|B||three\nOBX|3|ST|C||");
        Assert.Equal(["one", "two", "three"], message.All(Hl7Path.Parse("OBX-5")).Select(value => value.Text));
        Assert.Equal(["three"], message.All(Hl7Path.Parse("OBX[2]-5")).Select(value => value.Text));
        Assert.Equal(["two"], message.All(Hl7Path.Parse("OBX[*]-5[2]")).Select(value => value.Text));
        Assert.Equal(["A", "B", "C"], message.All(Hl7Path.Parse("OBX-3.1")).Select(value => value.Text));
        Assert.Equal(["P-17", "999"], message.All(Hl7Path.Parse("PID-3.1")).Select(value => value.Text));
    }

    [Fact]
    public void Parts_are_counted()
    {
        var identifiers = _message.Find("PID")!.Value[3];
        Assert.Equal(2, identifiers.Repetitions);
        Assert.Equal(5, identifiers.Components);
        Assert.Equal(3, identifiers.Component(4).Subcomponents);
        Assert.Equal(0, _message.Find("PID")!.Value[2].Repetitions);
        Assert.Equal(12, _message.Find("MSH")!.Value.FieldCount);
        Assert.Equal(13, _message.Find("PID")!.Value.FieldCount);
    }

    [Theory]
    [InlineData("PID-3[2].4.1", "PID-3[2].4.1")]
    [InlineData("obx[12]-5", "OBX[12]-5")]
    [InlineData("Z01-1[*].2", "Z01-1.2")]
    public void A_path_is_written_as_it_is_read(string text, string written)
    {
        var path = Hl7Path.Parse(text);
        Assert.Equal(written, path.ToString());
        Assert.Equal(path, Hl7Path.Parse(written));
    }

    [Theory]
    [InlineData("")]
    [InlineData("PID")]
    [InlineData("PID-")]
    [InlineData("PID-0")]
    [InlineData("PID-3[0]")]
    [InlineData("PID-3[x]")]
    [InlineData("PID-3.")]
    [InlineData("PID-3.1.2.3")]
    [InlineData("PID-3[1")]
    [InlineData("PI-3")]
    [InlineData("PID-99999999999")]
    [InlineData("1ID-3")]
    public void What_is_no_path_is_refused(string text)
    {
        Assert.False(Hl7Path.TryParse(text, out _));
        Assert.Throws<FormatException>(() => Hl7Path.Parse(text));
    }
}
