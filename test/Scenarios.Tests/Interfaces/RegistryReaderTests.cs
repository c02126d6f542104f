using System.Text;
using Carewright.Hl7v2;
using Carewright.Interfaces.Partners;
using Carewright.Interfaces.Registries;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>What is read out of a registry's answer.</summary>
public sealed class RegistryReaderTests
{
    private const int Rounds = 500;
    private static readonly ReadyPartner s_partner = new(new Partner("iis", "Registry"));

    private static readonly string[] s_answer =
    [
        "MSH|^~\\&|IIS|STATE|CW|CLINIC|20260301070000||RSP^K11^RSP_K11|A1|P|2.5.1|||||||||Z42^CDCPHINVS", "MSA|AA|Q1", "QAK|Q1|OK|Z44^Request Evaluated History and Forecast^CDCPHINVS", "QPD|Z44^^CDCPHINVS|Q1||Sample^Ann",
        "PID|1||S1^^^IIS^SR||Sample^Ann^M||20191103|F|||1 Main St^^Town^MA^01001",
        "ORC|RE||D1^IIS", "RXA|0|1|20200110||08^Hepatitis B^CVX|0.5|mL^^UCUM||01^Historical^NIP001|123^Doe^Sam^^^^^^IIS|||||LOT1||MSD^Maker^MVX|||CP|A", "RXR|IM^^HL70162|LA^^HL70163",
        "OBX|1|CE|30956-7^Vaccine type^LN|1|45^Hep B^CVX||||||F", "OBX|2|NM|30973-2^Dose number^LN|1|2||||||F", "OBX|3|ID|59781-5^Validity^LN|1|N||||||F",
        "ORC|RE||D2^IIS", "RXA|0|1|20200110||20^DTaP^CVX|999||||||||||||||CP|D",
        "ORC|RE||9999^IIS", "RXA|0|1|20200210||10^Polio^CVX|999||||||||||||||CP|A",
        "ORC|RE||D1^IIS", "RXA|0|1|20200110||08^Hepatitis B^CVX|999||||||||||||||CP|A",
        "ORC|RE||9999^IIS", "RXA|0|1|20260301||998^None^CVX|999||||||||||||||NA",
        "OBX|1|CE|30956-7^Vaccine type^LN|1|107^^CVX||||||F", "OBX|2|DT|30980-7^Due^LN|1|20260401||||||F", "OBX|3|DT|30981-5^Earliest^LN|1|20260301||||||F", "OBX|4|DT|59778-1^Overdue^LN|1|20260501||||||F",
        "OBX|5|CE|59783-1^Status^LN|1|LA13422-3^On schedule^LN||||||F", "OBX|6|CE|30979-9^Vaccine due next^LN|2|03^MMR^CVX||||||F", "OBX|7|DT|30980-7^Due^LN|2|20231103||||||F",
    ];

    private static RegistryAnswer? Read(params IEnumerable<string> segments) => RegistryReader.Read(s_partner, Hl7Message.Parse(Encoding.UTF8.GetBytes(string.Join('\r', segments) + "\r")), DateTimeOffset.UnixEpoch);

    [Fact]
    public void Each_dose_is_read_once_with_what_the_registry_says_of_it()
    {
        var answer = Read(s_answer)!;
        Assert.Equal((RegistryOutcome.Found, "Sample, Ann M", "2019-11-03", "1 Main St, Town, MA, 01001"), (answer.Outcome, answer.Persons[0].Name, answer.Persons[0].BirthDate, answer.Persons[0].Address));
        Assert.Equal(["08", "10"], answer.Doses.Select(dose => new DoseFacts(dose.Content).Code));
        var first = answer.Doses[0];
        Assert.Equal(("2", false, false, "LOT1", "Maker", "Sam Doe"), (first.Number, first.IsValid, first.IsAdministered, (string?)first.Content["lotNumber"], (string?)first.Content["manufacturer"]!["display"], (string?)first.Content["performer"]![0]!["actor"]!["display"]));
        Assert.DoesNotContain("urn:uuid", first.Content.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(answer.Doses[1].Numbers);
    }

    [Fact]
    public void What_is_due_is_told_by_vaccine()
    {
        var forecast = Read(s_answer)!.Forecast;
        Assert.Equal([new RegistryForecast("107", "DTaP", "2026-04-01", "2026-03-01", "2026-05-01", "On schedule"), new RegistryForecast("03", "MMR", "2023-11-03", "", "", "")], forecast);
    }

    [Theory]
    [InlineData("NF", RegistryOutcome.Nobody)]
    [InlineData("TM", RegistryOutcome.TooMany)]
    public void Nobody_and_too_many_are_answers(string status, object outcome) => Assert.Equal(outcome, Read(s_answer[0].Replace("Z42", "Z33", StringComparison.Ordinal), s_answer[1], $"QAK|Q1|{status}")!.Outcome);

    [Fact]
    public void One_in_a_list_of_candidates_is_a_candidate() => Assert.Equal(RegistryOutcome.Several, Read([s_answer[0].Replace("Z42", "Z31", StringComparison.Ordinal), .. s_answer[1..5]])!.Outcome);

    [Theory]
    [InlineData("QAK|Q1|AE")]
    [InlineData("QAK|Q1|OK")]
    [InlineData("ZZZ|1")]
    public void What_is_no_answer_is_none(string status) => Assert.Null(Read(s_answer[0], s_answer[1], status));

    [Fact]
    public void Whatever_comes_nothing_throws()
    {
        var (random, bytes) = (new Random(20260301), Encoding.UTF8.GetBytes(string.Join('\r', s_answer) + "\r"));
        var read = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var changed = bytes.ToArray();
            for (var change = random.Next(1, 12); change > 0; change--)
                changed[random.Next(60, changed.Length)] = "|^~\\&\rRXAPID0129"u8[random.Next(16)];
            if (Hl7Message.Read(changed).Message is { } message && RegistryReader.Read(s_partner, message, DateTimeOffset.UnixEpoch) is { } answer)
                read += answer.Doses.Count;
        }
        Assert.NotEqual(0, read);
    }
}
