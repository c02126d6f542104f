using Carewright.Hl7v2;
using Carewright.Testing;

namespace Carewright.Mapping.Tests.Messages;

/// <summary>Whatever a message is, mapping it ends without an exception, and what comes of it is JSON.</summary>
public sealed class MutationTests
{
    // MAPPING_FUZZ_ROUNDS=2000 for a long run.
    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("MAPPING_FUZZ_ROUNDS"), System.Globalization.CultureInfo.InvariantCulture, out var rounds) ? rounds : 40;

    [Fact]
    public void Mutated_messages_never_throw()
    {
        var random = new Random(7);
        var rounds = Rounds;
        foreach (var (_, message) in Mapped.Samples())
            for (var round = 0; round < rounds; round++)
                if (Hl7Message.Read(Mutate(message.Bytes.ToArray(), random)).Message is { } mutated)
                    Check(mutated);
    }

    [Fact]
    public void What_comes_of_mutated_messages_is_valid_or_may_not_be_applied()
    {
        var (random, faults) = (new Random(13), new List<string>());
        foreach (var (name, message) in Mapped.Samples())
            for (var round = 0; round < 5; round++)
                if (Hl7Message.Read(Mutate(message.Bytes.ToArray(), random)).Message is { } mutated && V2Mapping.Base.Map(mutated, Mapped.Context) is { IsSound: true } mapped)
                    faults.AddRange(mapped.Resources.SelectMany(resource => Mapped.Faults(resource).Select(issue => $"{name} {resource.ResourceType} {issue.Location} {issue.Message}")));
        Assert.Empty(faults);
    }

    [Fact]
    public void Messages_with_their_segments_in_any_order_never_throw()
    {
        var random = new Random(11);
        foreach (var (_, message) in Mapped.Samples())
            for (var round = 0; round < 5; round++)
            {
                var segments = message.Segments().Skip(1).Select(segment => segment.Raw.ToArray()).ToArray();
                random.Shuffle(segments);
                Check(Hl7Message.Parse((byte[])[.. message[0].Raw, .. segments.SelectMany(segment => segment.Prepend((byte)'\r'))]));
            }
    }

    [Fact]
    public void Malformed_messages_that_can_be_read_never_throw()
    {
        foreach (var file in Directory.GetFiles(SharedData.Require("hl7v2/malformed")))
            if (Hl7Message.Read(File.ReadAllBytes(file)).Message is { } message)
                Check(message);
    }

    [Fact]
    public void A_message_becomes_the_same_each_time()
    {
        foreach (var (name, message) in Mapped.Samples())
        {
            var (first, second) = (V2Mapping.Base.Map(message, Mapped.Context), V2Mapping.Base.Map(Hl7Message.Parse(message.Bytes.ToArray()), Mapped.Context));
            Assert.True(first.Resources.Count > 0, name);
            Assert.Equal(first.Resources.Select(resource => resource.Key), second.Resources.Select(resource => resource.Key));
            Assert.All(first.Resources.Zip(second.Resources), pair => Assert.True(pair.First.Json.Span.SequenceEqual(pair.Second.Json.Span)));
            Assert.Equal(first.Resources.Count, first.Resources.Select(resource => resource.Key).Distinct().Count());
        }
    }

    [Fact]
    public void Every_origin_names_an_element_and_a_place()
    {
        foreach (var (_, message) in Mapped.Samples())
            foreach (var resource in V2Mapping.Base.Map(message, Mapped.Context).Resources)
            {
                var json = Mapped.Json(resource);
                foreach (var origin in resource.Origins)
                {
                    Assert.NotNull(json.At(origin.Element.Replace("][", "]", StringComparison.Ordinal)));
                    Assert.True(Hl7Path.TryParse(origin.Source, out _) || origin.Source.StartsWith("map:", StringComparison.Ordinal), origin.Source);
                }
            }
    }

    [Fact]
    public void A_message_of_very_many_segments_takes_time_in_proportion()
    {
        var segments = Enumerable.Range(0, 20_000).Select(i => $"OBX|{i}|NM|A{i}^^L||{i}||||||F").Prepend("OBR|1|O1|F1|X^^L").Prepend("PID|1||P1").ToArray();
        var mapped = Mapped.Of("ORU^R01", segments);
        Assert.Equal(20_000, mapped.Resources.Count(resource => resource.ResourceType == "Observation"));
        Assert.Equal("OBX[20000]-3.1", mapped.Resources.Last(resource => resource.ResourceType == "Observation").Origins.First(origin => origin.Element == "code.coding[0].code").Source);
    }

    private static void Check(Hl7Message message)
    {
        var mapped = V2Mapping.Base.Map(message, Mapped.Context);
        foreach (var resource in mapped.Resources)
        {
            Assert.Equal(resource.ResourceType, Mapped.Json(resource).At("resourceType"));
            Assert.DoesNotContain(resource.Origins, origin => origin.Element.Length == 0 || origin.Source.Length == 0);
        }
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        var marks = "|^~\\&\r\"".Select(letter => (byte)letter).ToArray();
        for (var i = random.Next(1, 12); i > 0; i--)
        {
            var at = random.Next(9, bytes.Length);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = marks[random.Next(marks.Length)];
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes = [.. bytes.AsSpan(0, at), .. bytes.AsSpan(random.Next(at, bytes.Length))];
                    break;
                default:
                    var (from, length) = (random.Next(9, bytes.Length), random.Next(1, 60));
                    bytes = [.. bytes.AsSpan(0, at), .. bytes.AsSpan(from, Math.Min(length, bytes.Length - from)), .. bytes.AsSpan(at)];
                    break;
            }
            if (bytes.Length < 20)
                break;
        }
        return bytes;
    }
}
