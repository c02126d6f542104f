using System.Text;
using Carewright.Hl7v2.Profiles;
using Carewright.Kernel;

namespace Carewright.Hl7v2.Tests.Profiles;

/// <summary>Conformance profiles: how they are read, and what they say of a message.</summary>
public sealed class ProfileTests
{
    private const string Result = """
        <HL7v2xConformanceProfile HL7Version="2.5.1" ProfileType="Constrainable">
          <MetaData Name="Results of a test laboratory"/>
          <HL7v2xStaticDef MsgType="ORU" EventType="R01" MsgStructID="ORU_R01">
            <Segment Name="MSH" Usage="R" Min="1" Max="1">
              <Field Name="Field Separator" Usage="R" Min="1" Max="1" Length="1" ConstantValue="|"/>
              <Field Name="Encoding Characters" Usage="R" Min="1" Max="1" Length="4" ConstantValue="^~\&amp;"/>
              <Field Name="Sending Application" Usage="R" Min="1" Max="1"><Component Name="Namespace ID" Usage="R" Length="20"/><Component Name="Universal ID" Usage="X"/></Field>
              <Field Name="Sending Facility" Usage="O" Min="0" Max="1"/>
              <Field Name="Receiving Application" Usage="O" Min="0" Max="1"/>
              <Field Name="Receiving Facility" Usage="O" Min="0" Max="1"/>
              <Field Name="Date/Time of Message" Usage="R" Min="1" Max="1"/>
              <Field Name="Security" Usage="X" Min="0" Max="0"/>
              <Field Name="Message Type" Usage="R" Min="1" Max="1"/>
              <Field Name="Message Control ID" Usage="R" Min="1" Max="1" MinLength="2" MaxLength="20"/>
              <Field Name="Processing ID" Usage="R" Min="1" Max="1"/>
              <Field Name="Version ID" Usage="R" Min="1" Max="1" ConstantValue="2.5.1"/>
            </Segment>
            <SegGroup Name="PATIENT_RESULT" Usage="R" Min="1" Max="1">
              <SegGroup Name="PATIENT" Usage="R" Min="1" Max="1">
                <Segment Name="PID" Usage="R" Min="1" Max="1">
                  <Field Name="Set ID" Usage="O" Min="0" Max="1"/>
                  <Field Name="Patient ID" Usage="X" Min="0" Max="0"/>
                  <Field Name="Patient Identifier List" Usage="R" Min="1" Max="2">
                    <Component Name="ID Number" Usage="R" Length="1..15"/>
                    <Component Name="Check Digit" Usage="X"/>
                    <Component Name="Check Digit Scheme" Usage="X"/>
                    <Component Name="Assigning Authority" Usage="R"><SubComponent Name="Namespace ID" Usage="R"/><SubComponent Name="Universal ID" Usage="C(R/X)"/></Component>
                  </Field>
                </Segment>
              </SegGroup>
              <SegGroup Name="ORDER_OBSERVATION" Usage="R" Min="1" Max="*">
                <Segment Name="OBR" Usage="R" Min="1" Max="1"/>
                <SegGroup Name="OBSERVATION" Usage="RE" Min="2" Max="3">
                  <Segment Name="OBX" Usage="R" Min="1" Max="1"/>
                </SegGroup>
              </SegGroup>
            </SegGroup>
          </HL7v2xStaticDef>
        </HL7v2xConformanceProfile>
        """;

    private static ConformanceProfile Profile { get; } = Read(Result).Profile!;

    [Fact]
    public void A_message_that_was_agreed_on_has_nothing_against_it() => Assert.Empty(Check());

    [Fact]
    public void A_profile_says_of_what_it_is()
    {
        Assert.Equal(("Results of a test laboratory", "ORU", "R01"), (Profile.Name, Profile.Type, Profile.Event));
        Assert.True(Profile.IsOf(Message([])));
        Assert.False(Profile.IsOf(Samples.Message("MSH|^~\\&|A||||20260101||ADT^A01|1|P|2.5.1")));
    }

    [Theory]
    [InlineData("LIS", "", "V2-PROFILE-REQUIRED MSH[1]-3")]
    [InlineData("LIS", "LIS^1.2.3", "V2-PROFILE-NOT-SUPPORTED MSH[1]-3.2")]
    [InlineData("LIS", "A name of more than twenty characters", "V2-PROFILE-LENGTH MSH[1]-3.1")]
    [InlineData("20260301||ORU", "20260301|secret|ORU", "V2-PROFILE-NOT-SUPPORTED MSH[1]-8")]
    [InlineData("|C17|", "|C|", "V2-PROFILE-LENGTH MSH[1]-10")]
    [InlineData("2.5.1", "2.4", "V2-PROFILE-VALUE MSH[1]-12")]
    [InlineData("2.5.1", "2.5.1||||AL", "V2-PROFILE-UNSPOKEN MSH[1]-16")]
    [InlineData("P1^^^LAB", "P1", "V2-PROFILE-REQUIRED PID[1]-3.4")]
    [InlineData("P1^^^LAB", "P1^^^&1.2.3&ISO", "V2-PROFILE-REQUIRED PID[1]-3.4.1 V2-PROFILE-UNSPOKEN PID[1]-3.4.3")]
    [InlineData("P1^^^LAB", "P1^7^^LAB", "V2-PROFILE-NOT-SUPPORTED PID[1]-3.2")]
    [InlineData("P1^^^LAB", "P1^^^LAB~P2^^^LAB~P3^^^LAB", "V2-PROFILE-MOST PID[1]-3")]
    [InlineData("P1^^^LAB", "P1^^^LAB~P2", "V2-PROFILE-REQUIRED PID[1]-3[2].4")]
    [InlineData("P1^^^LAB", "P1^^^LAB^MR", "V2-PROFILE-UNSPOKEN PID[1]-3.5")]
    [InlineData("P1^^^LAB", "\"\"", "")]
    [InlineData("PID|1||P1^^^LAB\r", "", "V2-PROFILE-REQUIRED PATIENT_RESULT.PATIENT")]
    [InlineData("OBX|2|NM|B\r", "", "V2-PROFILE-LEAST ORDER_OBSERVATION.OBSERVATION")]
    [InlineData("OBX|2|NM|B\r", "OBX|2|NM|B\rOBX|3|NM|C\rOBX|4|NM|D\r", "V2-PROFILE-MOST ORDER_OBSERVATION.OBSERVATION")]
    [InlineData("OBX|1|NM|A\rOBX|2|NM|B\r", "", "")]
    [InlineData("OBR|1\r", "NTE|1\rOBR|1\r", "V2-PROFILE-UNSPOKEN NTE[1]")]
    public void What_was_not_agreed_on_is_told_with_its_place(string was, string becomes, string told) =>
        Assert.Equal(told, string.Join(' ', Check((was, becomes)).Select(issue => $"{issue.Code} {issue.Location}")));

    [Fact]
    public void What_the_profile_does_not_speak_of_is_a_warning_and_all_else_an_error()
    {
        var issues = Check(("P1^^^LAB", "P1^7^^LAB^MR"));
        Assert.Equal([IssueSeverity.Error, IssueSeverity.Warning], issues.Select(issue => issue.Severity));
    }

    [Theory]
    [InlineData("<HL7v2xConformanceProfile", "V2-PROFILE-XML 1")]
    [InlineData("<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>", "V2-PROFILE-XML ")]
    [InlineData("<Other/>", "V2-PROFILE-ROOT ")]
    [InlineData("<HL7v2xConformanceProfile><HL7v2xStaticDef MsgType='ADT'>\n<Segment Name='PID' Usage='R'/></HL7v2xStaticDef></HL7v2xConformanceProfile>", "V2-PROFILE-MSH 1")]
    [InlineData("<HL7v2xConformanceProfile><HL7v2xStaticDef>\n<Segment Name='MSH' Usage='R'/></HL7v2xStaticDef></HL7v2xConformanceProfile>", "V2-PROFILE-TYPE 1")]
    [InlineData("<HL7v2xConformanceProfile><HL7v2xStaticDef MsgType='ADT'>\n<Segment Name='MSH' Usage='Must'/></HL7v2xStaticDef></HL7v2xConformanceProfile>", "V2-PROFILE-USAGE 2")]
    [InlineData("<HL7v2xConformanceProfile><HL7v2xStaticDef MsgType='ADT'>\n<Segment Name='MSH' Usage='R' Max='many'/></HL7v2xStaticDef></HL7v2xConformanceProfile>", "V2-PROFILE-NUMBER 2")]
    [InlineData("<HL7v2xConformanceProfile><HL7v2xStaticDef MsgType='ADT'><Segment Name='MSH' Usage='R'/>\n\n<SegGroup Name='G' Usage='R'/></HL7v2xStaticDef></HL7v2xConformanceProfile>", "V2-PROFILE-GROUP 3")]
    [InlineData("<HL7v2xConformanceProfile><HL7v2xStaticDef MsgType='ADT'><Segment Name='MSH' Usage='R'><Field Name='A' Usage='R' Length='1..2..3'/></Segment></HL7v2xStaticDef></HL7v2xConformanceProfile>", "V2-PROFILE-LENGTH-TEXT 1")]
    public void A_file_that_is_no_profile_is_refused_with_its_line(string xml, string told)
    {
        var (profile, issues) = Read(xml);
        Assert.Null(profile);
        Assert.Equal(told, $"{issues[0].Code} {issues[0].Line}");
    }

    [Fact]
    public void Whatever_message_of_the_samples_comes_it_is_checked_to_its_end()
    {
        // Another structure altogether: every segment stands somewhere, and nothing is thrown.
        var issues = Profile.Check(Samples.Message("MSH|^~\\&|A||||20260101||ADT^A01|C1|P|2.3\rEVN||2026\rPID|1\rPV1|1|I\rZZZ|1~2^3&4"));
        Assert.Contains(issues, issue => issue.Code == "V2-PROFILE-REQUIRED");
    }

    private static IReadOnlyList<Issue> Check(params (string Was, string Becomes)[] changes) => Profile.Check(Message(changes));

    private static Hl7Message Message((string Was, string Becomes)[] changes)
    {
        var text = "MSH|^~\\&|LIS||||20260301||ORU^R01|C17|P|2.5.1\rPID|1||P1^^^LAB\rOBR|1\rOBX|1|NM|A\rOBX|2|NM|B\r";
        foreach (var (was, becomes) in changes)
        {
            Assert.Contains(was, text, StringComparison.Ordinal);
            text = text.Replace(was, becomes, StringComparison.Ordinal);
        }
        return Hl7Message.Read(Encoding.UTF8.GetBytes(text)).Message!;
    }

    private static (ConformanceProfile? Profile, IReadOnlyList<Issue> Issues) Read(string xml) => ConformanceProfile.Read(Encoding.UTF8.GetBytes(xml));
}
