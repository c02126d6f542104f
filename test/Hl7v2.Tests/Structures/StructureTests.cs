using Carewright.Hl7v2.Structures;
using Carewright.Testing;

namespace Carewright.Hl7v2.Tests.Structures;

public sealed class StructureTests
{
    [Fact]
    public void Each_version_has_its_segments_types_and_structures()
    {
        foreach (var version in V2Definitions.Versions)
        {
            var definitions = V2Definitions.Of(version);
            Assert.Equal(version, definitions.Version);
            Assert.Equal("PID", definitions.Segment("PID")!.Name);
            Assert.True(definitions.StructureNames.Count() >= 39);
            Assert.All(definitions.StructureNames, name => Assert.NotNull(definitions.Structure(name)));
        }
        Assert.Equal(new ItemDefinition(3, "CX", Optionality.Required, 0, 250, 0, "Patient Identifier List"), V2Definitions.Of("2.5.1").Segment("PID")!.Items[2]);
        Assert.Equal("HD", V2Definitions.Of("2.5.1").DataType("CX")!.Items[3].DataType);
        Assert.Null(V2Definitions.Of("2.5.1").Segment("ZZZ"));
    }

    [Theory]
    [InlineData("2.8", "2.7.1")]
    [InlineData("2.5.2", "2.5.1")]
    [InlineData("2.0", "2.1")]
    [InlineData("", "2.5.1")]
    [InlineData("two", "2.5.1")]
    public void A_version_that_is_not_there_is_read_by_the_nearest_before_it(string asked, string found) => Assert.Equal(found, V2Definitions.Of(asked).Version);

    [Fact]
    public void Results_are_put_into_their_groups()
    {
        var message = Samples.Message("""
            MSH|^~\&|LAB||||20260105||ORU^R01^ORU_R01|1|P|2.5.1
            PID|1
            PV1|1|O
            ORC|RE
            OBR|1
            NTE|1||of the order
            OBX|1
            NTE|1||of the first
            ZBX|local
            OBX|2
            SPM|1
            OBX|3
            OBR|2
            OBX|4
            PID|2
            OBR|3
            """);
        var (root, issues) = StructureReader.Read(message, V2Definitions.Of(message).Structure(message)!);
        Assert.Empty(issues);
        Assert.Equal("ORU_R01( MSH PATIENT_RESULT( PATIENT( PID VISIT( PV1 ) ) ORDER_OBSERVATION( ORC OBR NTE OBSERVATION( OBX NTE ZBX ) OBSERVATION( OBX ) SPECIMEN( SPM OBX ) ) ORDER_OBSERVATION( OBR OBSERVATION( OBX ) ) )"
            + " PATIENT_RESULT( PATIENT( PID ) ORDER_OBSERVATION( OBR ) ) )", Text(root));
        Assert.Equal(3, root.All("ORDER_OBSERVATION").Count());
        Assert.Equal("of the order", root.All("ORDER_OBSERVATION").First().Find("NTE")!.Value[3].Text);
    }

    [Fact]
    public void What_has_no_place_stays_where_it_is_and_what_is_missing_is_told()
    {
        var message = Samples.Message("""
            MSH|^~\&|A||||20260105||ADT^A01|1|P|2.5.1
            PID|1
            OBR|1
            PV1|1
            """);
        var (root, issues) = StructureReader.Read(message, V2Definitions.Of(message).Structure(message)!);
        Assert.Equal("ADT_A01( MSH PID OBR PV1 )", Text(root));
        Assert.Equal([("V2-SEGMENT-PLACE", "OBR[1]"), ("V2-SEGMENT-MISSING", "ADT_A01")], issues.Select(issue => (issue.Code, issue.Location!)));
        Assert.Contains("EVN", issues[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Merges_repeat_their_groups()
    {
        var message = Samples.Message("""
            MSH|^~\&|A||||20260105||ADT^A40^ADT_A39|1|P|2.5.1
            EVN||20260105
            PID|1
            MRG|a
            PID|2
            MRG|b
            """);
        Assert.Equal("ADT_A40( MSH EVN PATIENT_ID( PID MRG ) PATIENT_ID( PID MRG ) )", Text(StructureReader.Read(message, V2Definitions.Of(message).Structure(message)!).Message));
    }

    [Fact]
    public void A_choice_takes_one_of_its_segments()
    {
        var message = Samples.Message("""
            MSH|^~\&|A||||20260105||ORM^O01|1|P|2.5.1
            PID|1
            ORC|NW
            RXO|x
            ORC|NW
            OBR|1
            """);
        var (root, issues) = StructureReader.Read(message, V2Definitions.Of(message).Structure(message)!);
        Assert.DoesNotContain(issues, issue => issue.Code == "V2-SEGMENT-PLACE");
        Assert.Equal(2, root.All("ORDER").Count());
    }

    [Fact]
    public void Every_message_of_the_test_data_has_a_structure_and_keeps_all_its_segments()
    {
        foreach (var file in Directory.GetFiles(SharedData.Require("hl7v2/messages")))
        {
            var message = Hl7Message.Parse(File.ReadAllBytes(file));
            var structure = V2Definitions.Of(message).Structure(message);
            Assert.True(structure is not null, file);
            var (root, _) = StructureReader.Read(message, structure);
            Assert.Equal(message.Segments().Select(segment => segment.Place), Places(root).Order());
        }
    }

    private static string Text(Hl7Group group)
    {
        var children = group.Segments.Select(segment => (segment.Place, Text: segment.Name)).Concat(group.Groups.Select(inner => (Place: Places(inner).First(), Text: Text(inner))));
        return $"{group.Name}( {string.Join(' ', children.OrderBy(child => child.Place).Select(child => child.Text))} )";
    }

    private static IEnumerable<int> Places(Hl7Group group) => group.Segments.Select(segment => segment.Place).Concat(group.Groups.SelectMany(Places));
}
