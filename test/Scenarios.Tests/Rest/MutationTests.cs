using System.Text;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary>Real resources, damaged. Whatever comes in, the answer is a success or a refusal with an outcome, and what was refused is not stored.</summary>
public sealed class MutationTests(SeededClinic clinic)
{
    private const int Count = 300;
    private const string FhirXml = "application/fhir+xml";

    private static string[] Types { get; } = ["Patient", "Observation", "Encounter", "Condition", "MedicationRequest", "DocumentReference"];

    [Fact]
    public async Task Torn_bodies_are_refused_with_an_outcome()
    {
        var samples = await SamplesAsync();
        await EachAsync(Count, async (random, door) =>
        {
            var (type, json, xml) = samples[random.Next(samples.Count)];
            var isXml = random.Next(2) == 0;
            var body = isXml ? xml : json;
            // Cut anywhere but at the end, the text cannot be whole.
            var torn = body[..random.Next(1, body.Length - 1)];
            var reply = await door.SendBytesAsync(HttpMethod.Post, "fhir/" + type, torn, isXml ? FhirXml : Door.FhirJson);
            Assert.InRange(reply.Status, 400, 422);
            reply.ExpectOutcome(reply.Status);
        });
    }

    [Fact]
    public async Task Damaged_bodies_are_taken_or_refused_and_only_what_was_taken_is_stored()
    {
        var samples = await SamplesAsync();
        var before = clinic.Running.Clinic.Store.Statistics().CurrentByType;
        var taken = 0;
        await using var own = await RunningClinic.NewAsync();
        var door = await own.AddUserAsync("interface", "system-interface");
        // A new clinic has the topics of subscriptions that ship.
        var shipped = own.Clinic.Store.Statistics().CurrentResources;
        await EachAsync(Count, door, async (random, _) =>
        {
            var (type, json, xml) = samples[random.Next(samples.Count)];
            var isXml = random.Next(3) == 0;
            var damaged = Damage(isXml ? xml : json, random);
            var reply = await door.SendBytesAsync(HttpMethod.Post, "fhir/" + type, damaged, isXml ? FhirXml : Door.FhirJson);
            if (reply.Status == 201)
                Interlocked.Increment(ref taken);
            else
            {
                Assert.InRange(reply.Status, 400, 422);
                reply.ExpectOutcome(reply.Status);
            }
        });
        Assert.Equal(shipped + taken, own.Clinic.Store.Statistics().CurrentResources);
        Assert.True(taken < Count / 2, $"{taken} of {Count} damaged bodies were taken");
        Assert.NotEmpty(before);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("""{"resourceType":1}""")]
    [InlineData("""{"resourceType":"Patient","resourceType":"Patient"}""")]
    [InlineData("""{"resourceType":"Patient","name":{"family":"not an array"}}""")]
    [InlineData("""{"resourceType":"Patient","active":"true"}""")]
    [InlineData("""{"resourceType":"Patient","active":null}""")]
    [InlineData("""{"resourceType":"Patient","name":[]}""")]
    [InlineData("""{"resourceType":"Patient","name":[{}]}""")]
    [InlineData("""{"resourceType":"Patient","gender":"\ud800"}""")]
    [InlineData("""{"resourceType":"Patient","multipleBirthInteger":99999999999999999999}""")]
    [InlineData("""{"resourceType":"Patient","contained":[{"resourceType":"Nonsense"}]}""")]
    [InlineData("""{"resourceType":"Patient"}trailing""")]
    public async Task Bodies_that_are_no_resource_are_refused(string body)
    {
        var reply = await clinic.As("system-interface").SendAsync(HttpMethod.Post, "fhir/Patient", body);
        Assert.InRange(reply.Status, 400, 422);
        reply.ExpectOutcome(reply.Status);
    }

    [Fact]
    public async Task Deep_and_entity_laden_bodies_are_refused_quickly()
    {
        var door = clinic.As("system-interface");
        var deep = """{"resourceType":"Questionnaire","status":"draft","item":""" + string.Concat(Enumerable.Repeat("""[{"linkId":"a","type":"group","item":""", 5000));
        foreach (var (body, type) in new[]
        {
            (deep, Door.FhirJson),
            (string.Concat(Enumerable.Repeat("[", 100_000)), Door.FhirJson),
            ("""<!DOCTYPE Patient [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Patient xmlns="http://hl7.org/fhir"><name><text value="&b;"/></name></Patient>""", FhirXml),
            ("""<Patient xmlns="http://hl7.org/fhir">""" + string.Concat(Enumerable.Repeat("<extension>", 20_000)), FhirXml),
        })
        {
            var reply = await door.SendBytesAsync(HttpMethod.Post, "fhir/Questionnaire", Encoding.UTF8.GetBytes(body), type);
            Assert.InRange(reply.Status, 400, 422);
            reply.ExpectOutcome(reply.Status);
        }
    }

    [Fact]
    public async Task Damaged_addresses_and_queries_never_end_in_a_fault()
    {
        string[] seeds = ["Patient?name=a&birthdate=ge1980&_sort=-birthdate&_count=3", "Observation?patient.name=b&code=http://loinc.org|1&value-quantity=gt5||mg&_include=Observation:subject", "Patient/1/_history/2", "Patient?_has:Observation:subject:code=1&_elements=name"];
        await EachAsync(Count, clinic.As("system-interface"), async (random, door) =>
        {
            var address = Encoding.UTF8.GetString(Damage(Encoding.UTF8.GetBytes(seeds[random.Next(seeds.Length)]), random));
            var safe = string.Concat(address.Select(letter => letter is > ' ' and < (char)127 and not ('#' or '\\') ? letter.ToString() : Uri.EscapeDataString(letter.ToString())));
            if (!Uri.TryCreate(clinic.Running.Address, "fhir/" + safe, out var target) || target.Host != clinic.Running.Address.Host || !target.AbsolutePath.StartsWith("/fhir/", StringComparison.Ordinal))
                return;
            var reply = await door.GetAsync(target.ToString());
            Assert.True(reply.Status is 200 or (>= 400 and < 500), $"{reply.Status} for {target}");
        });
    }

    private async Task<List<(string Type, byte[] Json, byte[] Xml)>> SamplesAsync()
    {
        var samples = new List<(string, byte[], byte[])>();
        foreach (var type in Types)
        {
            foreach (var resource in clinic.Generated.Where(resource => (string?)resource["resourceType"] == type).Take(3))
            {
                var xml = (await clinic.As("system-interface").PostAsync("fhir/$convert?_format=xml", resource)).Expect(200);
                samples.Add((type, Encoding.UTF8.GetBytes(resource.ToJsonString()), xml.Body));
            }
        }
        return samples;
    }

    private static byte[] Damage(byte[] body, Random random)
    {
        var bytes = body.ToList();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 12), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                    break;
                case 3:
                    bytes.Insert(at, (byte)"{}[]\",:<>&=/\\0"[random.Next(14)]);
                    break;
                default:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
            if (bytes.Count == 0)
                bytes.Add((byte)'x');
        }
        return [.. bytes];
    }

    private Task EachAsync(int count, Func<Random, Door, Task> check) => EachAsync(count, clinic.As("system-interface"), check);

    private static Task EachAsync(int count, Door door, Func<Random, Door, Task> check) =>
        Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 12, CancellationToken = TestContext.Current.CancellationToken }, async (seed, _) => await check(new Random(seed), door));
}
