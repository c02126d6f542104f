using Carewright.Hl7v2;
using Carewright.Sandbox.Conversation;
using Carewright.Sandbox.Hospital;
using Carewright.Sandbox.People;
using Carewright.Sandbox.Registry;

namespace Carewright.Sandbox.Tests.People;

public sealed class PeopleFileTests
{
    private const string Ann =
        """{"resourceType":"Patient","identifier":[{"system":"urn:example:mrn","value":"M1"}],"name":[{"family":"Sample","given":["Ann","Mia"]}],"gender":"female","birthDate":"2024-11-03","address":[{"line":["1 Test Road"],"city":"Testville","state":"PA","postalCode":"19000"}]}""";

    [Fact]
    public void A_hospital_has_the_file_s_people_under_its_own_numbers_and_the_clinic_s()
    {
        var (people, fault) = PeopleFile.Read([Ann, "", """{"resourceType":"Patient","name":[{"family":"Other","given":["Bob"]}],"birthDate":"1960-01-01"}"""], 1);
        Assert.Null(fault);
        var ids = new ControlIds(TimeProvider.System, "T");
        var (house, writer) = (new HospitalHouse(1, people, ids), new FeedWriter("SANDBOXHOSP", 1, ids));
        var messages = Enumerable.Range(0, 300).Select(_ => house.Next(DateTimeOffset.UnixEpoch)).Select(next => Hl7Message.Parse(writer.Write(next.Act, next.About, DateTimeOffset.UnixEpoch))).ToList();
        Assert.All(messages, message => Assert.Contains(message.Text("PID-5.1"), new[] { "Sample", "Other" }));
        Assert.DoesNotContain("A40", messages.Select(message => message.Text("MSH-9.2")));
        var ann = messages.First(message => message.Text("PID-5.2") == "Ann" && message.Text("PID-11.3").Length > 0);
        Assert.Equal(("SANDBOXHOSP", "M1", "CLINIC", "20241103", "F", "Testville"), (ann.Text("PID-3.4"), ann.Text("PID-3[2].1"), ann.Text("PID-3[2].4"), ann.Text("PID-7"), ann.Text("PID-8"), ann.Text("PID-11.3")));
        Assert.All(messages.Where(message => message.Text("PID-5.2") == "Bob"), message => Assert.Equal("", message.Text("PID-3[2].1")));
    }

    [Fact]
    public void A_registry_knows_them_beside_its_own_and_has_no_dose_of_tomorrow()
    {
        var (people, _) = PeopleFile.Read([Ann], 1);
        var alone = new RegistryBook(1, [], DateOnly.MaxValue).Persons.Count;
        var doses = new[] { new DateOnly(2024, 11, 1), new DateOnly(2025, 2, 1), DateOnly.MaxValue }.Select(today =>
        {
            var book = new RegistryBook(1, people, today);
            Assert.Equal(alone + 1, book.Persons.Count);
            Assert.All(book.Persons.SelectMany(person => person.Doses), dose => Assert.True(dose.Given <= today));
            return book.Persons[^1].Doses.Count;
        }).ToList();
        Assert.Equal(0, doses[0]);
        Assert.True(doses[1] > 0 && doses[2] > doses[1]);
    }

    [Theory]
    [InlineData("{", "Line 2")]
    [InlineData("""{"resourceType":"Practitioner","name":[{"family":"A","given":["B"]}],"birthDate":"1960-01-01"}""", "Line 2")]
    [InlineData("""{"resourceType":"Patient","name":[{"family":"A","given":["B"]}],"birthDate":"1960"}""", "Line 2")]
    [InlineData("""{"resourceType":"Patient","name":[{"family":"A"}],"birthDate":"1960-01-01"}""", "Line 2")]
    [InlineData("[]", "Line 2")]
    public void A_line_that_is_nobody_is_told_with_its_number(string line, string words)
    {
        var (people, fault) = PeopleFile.Read([Ann, line], 1);
        Assert.Empty(people);
        Assert.StartsWith(words, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_nobody_is_told() => Assert.NotNull(PeopleFile.Read(["", " "], 1).Fault);
}
