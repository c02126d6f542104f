using Carewright.Sandbox.Registry;

namespace Carewright.Sandbox.Tests.Registry;

public sealed class RegistryTests
{
    private const ulong Seed = 1;

    [Fact]
    public async Task A_vaccination_is_taken_and_found_again_by_number_and_by_name()
    {
        await using var clinic = await Clinic.StartAsync();
        await using var registry = await Played.StartAsync("registry", clinic);
        var answer = await clinic.AskAsync(registry.Partner, Vxu("1", "RXA|0|1|20260301||03^MMR^CVX|0.5|mL^mL^UCUM||00^New^NIP001||||||LOT1||||||A"));
        Assert.Equal(("AA", "ACK", "Z23"), (answer.Text("MSA-1"), answer.Text("MSH-9.1"), answer.Text("MSH-21.1")));
        foreach (var (number, name) in new[] { ("P-9^^^CLINIC^MR", "Other^Name"), ("", "example9^BEA") })
        {
            var history = await clinic.AskAsync(registry.Partner, Qbp("Z34", number, name, "20250115"));
            Assert.Equal(("AA", "RSP", "K11", "Z32", "OK"), (history.Text("MSA-1"), history.Text("MSH-9.1"), history.Text("MSH-9.2"), history.Text("MSH-21.1"), history.Text("QAK-2")));
            Assert.Equal(("P-9", "V-1", "03", "LOT1", "TAG"), (history.Text("PID-3.1"), history.Text("ORC-3.1"), history.Text("RXA-5.1"), history.Text("RXA-15"), history.Text("QAK-1")));
            Assert.Equal([], history.Leniencies);
        }
    }

    [Theory]
    [InlineData("RXA|0|1|20260301|||0.5|mL^mL^UCUM", "RXA", "5", "101")]
    [InlineData("RXA|0|1|||03^MMR^CVX|0.5|mL^mL^UCUM", "RXA", "3", "101")]
    [InlineData("RXA|0|1|20260301||03^MMR^CVX", "RXA", "6", "101")]
    [InlineData("RXA|0|1|20290301||03^MMR^CVX|0.5", "RXA", "3", "102")]
    [InlineData("RXA|0|1|2026||03^MMR^CVX|0.5", "RXA", "3", "102")]
    public async Task What_a_vaccination_lacks_is_told_with_its_place_and_it_is_not_taken(string dose, string segment, string field, string code)
    {
        await using var clinic = await Clinic.StartAsync();
        await using var registry = await Played.StartAsync("registry", clinic);
        var answer = await clinic.AskAsync(registry.Partner, Vxu("1", dose));
        Assert.Equal(("AE", segment, field, code, "E"), (answer.Text("MSA-1"), answer.Text("ERR-2.1"), answer.Text("ERR-2.3"), answer.Text("ERR-3.1"), answer.Text("ERR-4")));
        Assert.Equal("NF", (await clinic.AskAsync(registry.Partner, Qbp("Z34", "P-9^^^CLINIC^MR", "Example9^Bea", "20250115"))).Text("QAK-2"));
    }

    [Fact]
    public async Task The_second_dose_of_a_message_is_taken_when_the_first_cannot_be()
    {
        await using var clinic = await Clinic.StartAsync();
        await using var registry = await Played.StartAsync("registry", clinic);
        var answer = await clinic.AskAsync(registry.Partner, Vxu("1", "RXA|0|1|20260301|||0.5") + "ORC|RE||V-2^CLINIC\rRXA|0|1|20260301||21^Varicella^CVX|0.5|||01^Historical^NIP001\r");
        Assert.Equal(("AE", "1"), (answer.Text("MSA-1"), answer.Text("ERR-2.2")));
        Assert.Null(answer.Find("ERR", 2));
        var history = await clinic.AskAsync(registry.Partner, Qbp("Z34", "P-9^^^CLINIC^MR", "Example9^Bea", "20250115"));
        Assert.Equal(("V-2", "21"), (history.Text("ORC-3.1"), history.Text("RXA-5.1")));
        Assert.Null(history.Find("RXA", 2));
    }

    [Fact]
    public async Task What_is_only_advised_is_a_warning_and_the_vaccination_is_taken()
    {
        await using var clinic = await Clinic.StartAsync();
        await using var registry = await Played.StartAsync("registry", clinic);
        var answer = await clinic.AskAsync(registry.Partner, Vxu("1", "RXA|0|1|20260301||999^Unheard of^CVX|0.5|||00^New^NIP001"));
        Assert.Equal(("AA", "W", "W"), (answer.Text("MSA-1"), answer.Text("ERR[1]-4"), answer.Text("ERR[2]-4")));
    }

    [Fact]
    public async Task A_dose_is_corrected_and_taken_away_by_its_number()
    {
        await using var clinic = await Clinic.StartAsync();
        await using var registry = await Played.StartAsync("registry", clinic);
        await clinic.AskAsync(registry.Partner, Vxu("1", "RXA|0|1|20260301||03^MMR^CVX|0.5"));
        await clinic.AskAsync(registry.Partner, Vxu("2", "RXA|0|1|20260301||21^Varicella^CVX|0.5"));
        Assert.Equal("21", (await clinic.AskAsync(registry.Partner, Qbp("Z34", "P-9^^^CLINIC^MR", "Example9^Bea", "20250115"))).Text("RXA-5.1"));
        await clinic.AskAsync(registry.Partner, Vxu("3", "RXA|0|1|20260301||21^Varicella^CVX|0.5|||||||||||||||D"));
        Assert.Null((await clinic.AskAsync(registry.Partner, Qbp("Z34", "P-9^^^CLINIC^MR", "Example9^Bea", "20250115"))).Find("RXA"));
    }

    [Fact]
    public async Task A_forecast_comes_with_the_history_of_somebody_whom_the_registry_was_seeded_with()
    {
        await using var clinic = await Clinic.StartAsync();
        await using var registry = await Played.StartAsync("registry", clinic);
        var person = new RegistryBook(Seed, [], DateOnly.MaxValue).Persons.First(each => each.Doses.Count > 3);
        var answer = await clinic.AskAsync(registry.Partner, Qbp("Z44", "", $"{person.Family}^{person.Given}", person.Born.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(("Z42", "OK"), (answer.Text("MSH-21.1"), answer.Text("QAK-2")));
        var administrations = answer.Segments().Where(segment => segment.Is("RXA")).ToList();
        Assert.Equal(person.Doses.Count + 1, administrations.Count);
        Assert.Equal("998", administrations[^1][5].Component(1).Text);
        var observations = answer.Segments().Where(segment => segment.Is("OBX")).Select(segment => segment[3].Component(1).Text).ToList();
        Assert.Contains("59781-5", observations);
        Assert.Contains("30980-7", observations);
    }

    [Fact]
    public async Task Who_may_be_meant_is_listed_unless_there_are_more_than_were_asked_for()
    {
        await using var clinic = await Clinic.StartAsync();
        await using var registry = await Played.StartAsync("registry", clinic);
        var twins = new RegistryBook(Seed, [], DateOnly.MaxValue).Persons.TakeLast(2).ToList();
        var born = twins[0].Born.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);
        var listed = await clinic.AskAsync(registry.Partner, Qbp("Z34", "", $"{twins[0].Family}^Nobody", born));
        Assert.Equal(("Z31", "OK"), (listed.Text("MSH-21.1"), listed.Text("QAK-2")));
        Assert.Equal(twins.Select(twin => twin.Given), listed.Segments().Where(segment => segment.Is("PID")).Select(segment => segment[5].Component(2).Text));
        var many = await clinic.AskAsync(registry.Partner, Qbp("Z34", "", $"{twins[0].Family}^Nobody", born, limit: 1));
        Assert.Equal(("Z33", "TM"), (many.Text("MSH-21.1"), many.Text("QAK-2")));
        var one = await clinic.AskAsync(registry.Partner, Qbp("Z34", "", $"{twins[1].Family}^{twins[1].Given}", born));
        Assert.Equal("Z32", one.Text("MSH-21.1"));
    }

    [Theory]
    [InlineData("Z34", "Example9^Bea", "", "AE", "AE", "101")]
    [InlineData("Z34", "", "20250115", "AE", "AE", "101")]
    [InlineData("Z99", "Example9^Bea", "20250115", "AR", "AR", "103")]
    [InlineData("Z34", "Nobody^Known", "20250115", "AA", "NF", "")]
    public async Task A_query_that_lacks_something_is_an_error_and_one_of_nobody_is_not(string kind, string name, string born, string code, string status, string error)
    {
        await using var clinic = await Clinic.StartAsync();
        await using var registry = await Played.StartAsync("registry", clinic);
        var answer = await clinic.AskAsync(registry.Partner, Qbp(kind, "", name, born));
        Assert.Equal((code, status, error, "Z33"), (answer.Text("MSA-1"), answer.Text("QAK-2"), answer.Text("ERR-3.1"), answer.Text("MSH-21.1")));
        Assert.Equal("QPD", answer.Segments().Last().Name);
    }

    private static string Vxu(string controlId, string dose) =>
        $"MSH|^~\\&|CAREWRIGHT|CLINIC|IIS|STATE|20260302090000+0000||VXU^V04^VXU_V04|V{controlId}|P|2.5.1|||ER|AL|||||Z22^CDCPHINVS\r"
        + $"PID|1||P-9^^^CLINIC^MR||Example9^Bea^^^^^L||20250115|F\rORC|RE||V-1^CLINIC\r{dose}\r";

    private static string Qbp(string kind, string number, string name, string born, int limit = 5) =>
        $"MSH|^~\\&|CAREWRIGHT|CLINIC|IIS|STATE|20260302090000+0000||QBP^Q11^QBP_Q11|Q{Guid.NewGuid().ToString("N")[..8]}|P|2.5.1|||ER|AL|||||{kind}^CDCPHINVS\r"
        + $"QPD|{kind}^Request^CDCPHINVS|TAG|{number}|{name}||{born}|F\rRCP|I|{limit}^RD&Records&HL70126\r";
}
