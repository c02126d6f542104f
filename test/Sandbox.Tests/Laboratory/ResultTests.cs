using System.Globalization;
using System.Text;
using Carewright.Hl7v2;
using Carewright.Sandbox.Catalogue;
using Carewright.Sandbox.Conversation;
using Carewright.Sandbox.Laboratory;

namespace Carewright.Sandbox.Tests.Laboratory;

public sealed class ResultTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Services => [.. TestCatalogue.Own.Orderable.Select(entry => entry.Code)];

    [Fact]
    public void The_catalogue_has_the_common_tests_and_every_name_in_it_leads_somewhere()
    {
        var entries = TestCatalogue.Own.Entries;
        Assert.True(TestCatalogue.Own.Orderable.Count() > 25);
        Assert.All(entries.SelectMany(entry => entry.Holds.Append(entry.Reflex).OfType<string>()), code => Assert.Equal(EntryKind.Test, TestCatalogue.Own[code].Kind));
        Assert.All(entries.Where(entry => entry.Kind == EntryKind.Test), entry => Assert.True(entry.Scale is not null ^ entry.Choices.Count > 0, entry.Code));
        Assert.All(entries.Where(entry => entry.Scale is not null), entry => Assert.All(entry.Ranges, range => Assert.True((range.Low ?? entry.Scale!.Low) < (range.High ?? entry.Scale!.High), entry.Code)));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_report_is_read_without_leniency_and_becomes_fhir_without_an_issue(string code)
    {
        foreach (var (seed, stage) in Enumerable.Range(1, 12).SelectMany(seed => Enum.GetValues<Stage>().Select(stage => ((ulong)seed, stage))))
        {
            var mapped = Sent.Check(Report(code, seed, stage));
            Assert.Contains(mapped.Resources, resource => resource.ResourceType == "DiagnosticReport");
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_number_lies_where_it_can_and_its_flag_agrees_with_its_range(string code)
    {
        for (var seed = 1UL; seed <= 200; seed++)
            foreach (var result in Draw(code, seed, new Tested(seed % 2 == 0 ? "M" : "F", (int)seed % 95)).SelectMany(battery => battery.Results).Where(result => result.Type == "NM" && result.Range.Length > 0))
            {
                var value = Number(result.Value[0].Text);
                var scale = TestCatalogue.Own[result.Code.Text(4)].Scale!;
                Assert.InRange(value, scale.Low, scale.High);
                var bounds = result.Range.TrimStart('<', '>', '=').Split('-');
                var low = result.Range[0] == '<' ? decimal.MinValue : Number(bounds[0]);
                var high = result.Range[0] == '>' ? decimal.MaxValue : Number(bounds[^1]);
                Assert.Equal(value < low ? 'L' : value > high ? 'H' : 'N', result.Flag[0]);
            }
    }

    [Fact]
    public void Results_are_the_same_for_the_same_seed_and_order_and_others_for_another()
    {
        Assert.Equal(Text("CMP", 1), Text("CMP", 1));
        Assert.NotEqual(Text("CMP", 1), Text("CMP", 2));
        Assert.NotEqual(Text("CMP", 1), Encoding.UTF8.GetString(Report("CMP", 1, Stage.Corrected)));
    }

    [Fact]
    public void What_is_calculated_agrees_with_what_it_is_calculated_from()
    {
        for (var seed = 1UL; seed <= 100; seed++)
        {
            var lipids = Draw("LIPID", seed, new Tested("F", 40))[0].Results.ToDictionary(result => result.Code.Text(4), result => Number(result.Value[0].Text));
            Assert.InRange(lipids["LDL"] - Math.Clamp(lipids["CHOL"] - lipids["HDL"] - (lipids["TRIG"] / 5), 5, 390), -0.5m, 0.5m);
            var cells = Draw("CBC", seed, new Tested("F", 40))[0].Results.ToDictionary(result => result.Code.Text(4), result => Number(result.Value[0].Text));
            Assert.Equal(100, cells["NEUT"] + cells["LYMP"] + cells["MONO"] + cells["EOS"] + cells["BASO"]);
        }
    }

    [Fact]
    public void An_abnormal_thyrotropin_brings_free_thyroxine_which_names_what_it_follows_from()
    {
        var drawn = Enumerable.Range(1, 60).Select(seed => Draw("TSH", (ulong)seed, new Tested("F", 40))).ToList();
        Assert.All(drawn, batteries => Assert.Equal(batteries[0].Results[0].IsAbnormal ? ["TSH", "FT4"] : ["TSH"], batteries.Select(battery => battery.Service.Code)));
        Assert.Contains(drawn, batteries => batteries.Count == 2);
        var seed = (ulong)(drawn.FindIndex(batteries => batteries.Count == 2) + 1);
        var message = Hl7Message.Parse(Report("TSH", seed, Stage.Final));
        Assert.Equal(("3016-3", "LOINC of the order"), (message.Text("OBR[2]-26.1.1"), message.Text("OBR[1]-4.2")));
        Assert.Equal(("P-1", "L1"), (message.Text("OBR[2]-29.1.1"), message.Text("OBR[2]-29.2.1")));
        Assert.Equal("L1R", message.Text("OBR[2]-3.1"));
    }

    [Fact]
    public void What_grows_is_tested_against_antibiotics_and_the_susceptibility_is_derived_from_the_culture()
    {
        var seed = (ulong)Enumerable.Range(1, 60).First(seed => Draw("UCULT", (ulong)seed, new Tested("F", 40)).Count == 2);
        var mapped = Sent.Check(Report("UCULT", seed, Stage.Final));
        var susceptibilities = mapped.Resources.Select(resource => Encoding.UTF8.GetString(resource.Json.Span)).Where(json => json.Contains("ug/mL", StringComparison.Ordinal)).ToList();
        Assert.Equal(5, susceptibilities.Count);
        var culture = mapped.Resources.Single(resource => resource.ResourceType == "Observation" && Encoding.UTF8.GetString(resource.Json.Span).Contains("snomed", StringComparison.Ordinal));
        Assert.All(susceptibilities, json => Assert.Contains($"\"derivedFrom\":[{{\"reference\":\"{culture.Key}\"}}]", json, StringComparison.Ordinal));
    }

    [Fact]
    public void The_printed_report_is_a_pdf_whose_table_points_at_its_objects()
    {
        var message = Hl7Message.Parse(Report("CMP", 1, Stage.Final));
        var report = message.Segments().Last(segment => segment.Is("OBX"));
        Assert.Equal(("ED", "pdf", "Base64"), (report[2].Text, report[5].Component(3).Text, report[5].Component(4).Text));
        var pdf = Encoding.ASCII.GetString(Convert.FromBase64String(report[5].Component(5).Text));
        Assert.StartsWith("%PDF-1.4\n", pdf, StringComparison.Ordinal);
        var table = int.Parse(pdf.Split("startxref\n")[1].Split('\n')[0], CultureInfo.InvariantCulture);
        var lines = pdf[table..].Split('\n');
        Assert.Equal(("xref", "0 6"), (lines[0], lines[1]));
        for (var i = 1; i <= 5; i++)
            Assert.StartsWith($"{i} 0 obj\n", pdf[int.Parse(lines[i + 2][..10], CultureInfo.InvariantCulture)..], StringComparison.Ordinal);
        Assert.Contains("Potassium", pdf, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("  unit mg/dL x 0 5")]
    [InlineData("  nonsense 1")]
    [InlineData("thing A 1-1 CH SER Name")]
    public void A_line_that_is_none_is_told_by_its_number(string line) =>
        Assert.Contains("Line 2", Assert.Throws<FormatException>(() => CatalogueReader.Read("test A 1-1 CH SER Name\n" + line)).Message, StringComparison.Ordinal);

    private static IReadOnlyList<Battery> Draw(string code, ulong seed, Tested tested) => new ResultDraw(TestCatalogue.Own, seed).Of(TestCatalogue.Own[code], "L1", tested, 0);

    private static string Text(string code, ulong seed) => Encoding.UTF8.GetString(Report(code, seed, Stage.Final));

    private static byte[] Report(string code, ulong seed, Stage stage)
    {
        var entry = TestCatalogue.Own[code];
        var tested = new Tested("F", 40);
        var order = new OrderFacts("L1", [new("3.1", "P-77"), new("3.4", "CLINIC"), new("3.5", "MR"), new("5.1", "Example77"), new("5.2", "Anna"), new("7", "19800214"), new("8", "F")],
            [new OrderedService(Parts.Field(entry.Loinc, "LOINC of the order", "LN"), entry)], tested, s_now)
        { Placer = Parts.Field("P-1", "CLINIC"), Provider = Parts.Field("1234", "Testwood", "Paula") };
        var batteries = stage == Stage.Preliminary && entry.Kind == EntryKind.Culture ? [ResultDraw.Preliminary(entry, "L1")] : new ResultDraw(TestCatalogue.Own, seed).Of(entry, "L1", tested, stage == Stage.Corrected ? 1 : 0);
        return new ReportWriter("SANDBOXLAB").Write(order, batteries, stage, "S1", s_now);
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
