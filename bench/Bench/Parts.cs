using System.Diagnostics;
using Carewright.Audit;
using Carewright.Bench.Engine;
using Carewright.Bench.Results;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Fhir.Validation;
using Carewright.Synthesis;

namespace Carewright.Bench;

/// <summary><c>parts</c>: processor time of the steps of a write, one after the other on one thread, over a generated clinic. Says where the time of a create goes before anybody guesses.</summary>
internal static class Parts
{
    private const int Resources = 4_000;
    private const int Rounds = 4;

    public static int Run(string only)
    {
        var bodies = ClinicGenerator.Generate(new ClinicPlan(200, 20, new DateOnly(2026, 6, 1))).Where(one => only.Length == 0 || one.ResourceType == only).Skip(200).Take(Resources).Select(one => one.Json).ToArray();
        var documents = bodies.Select(body => ResourceDocument.Parse(body).Document!).ToArray();
        var values = documents.Select(SearchExtractor.Extract).ToArray();
        var edits = new ResourceEdits { Id = "a", VersionId = 1, LastUpdated = DateTimeOffset.UnixEpoch };
        Console.WriteLine($"{bodies.Length} resources, {bodies.Average(body => body.Length):N0} bytes on average, {values.Average(list => list.Count):N1} search values");
        Time("parse", i => ResourceDocument.Parse(bodies[i]));
        Time("validate", i => ResourceValidator.Validate(documents[i]));
        Time("rewrite", i => ResourceEditor.Rewrite(documents[i], edits));
        Time("extract", i => SearchExtractor.Extract(documents[i]));
        Time("audit record", i => AuditTrail.Draft(Record(i)));
        if (UsCore.Find() is { } profiles)
        {
            var options = ValidationOptions.Default with { Definitions = profiles };
            var faulty = documents.Count(document => ResourceValidator.Validate(document, options).Any(issue => issue.IsError));
            Console.WriteLine($"US Core 6.1.0: {faulty} of {documents.Length} resources break a profile that they claim");
            Time("parse, validate US Core", i => ResourceValidator.Validate(ResourceDocument.Parse(bodies[i]), options));
            foreach (var type in new[] { "Patient", "Observation" })
            {
                var ofType = bodies.Where((_, i) => documents[i].ResourceType == type).ToArray();
                if (ofType.Length > 0)
                    Time($"parse, validate US Core {type}", i => ResourceValidator.Validate(ResourceDocument.Parse(ofType[i % ofType.Length]), options));
            }
        }
        foreach (var group in documents.Index().GroupBy(one => one.Item.ResourceType).OrderByDescending(group => group.Count()).Take(12))
        {
            var places = group.Select(one => one.Index).ToArray();
            Time($"validate {group.Key}", i => ResourceValidator.Validate(documents[places[i % places.Length]]));
        }
        return 0;

        void Time(string name, Action<int> step)
        {
            var best = double.MaxValue;
            for (var round = 0; round < Rounds; round++)
            {
                var (started, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
                for (var i = 0; i < bodies.Length; i++)
                    step(i);
                best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalMicroseconds / bodies.Length);
                if (round == Rounds - 1)
                    Console.WriteLine($"{name,-32} {Numbers.Text(best),8} us {(GC.GetAllocatedBytesForCurrentThread() - allocated) / bodies.Length,8} bytes allocated");
            }
        }
    }

    private static AuditRecord Record(int number) => new(
        AuditTrail.NewId(DateTimeOffset.UnixEpoch), DateTimeOffset.UnixEpoch, "physician", "Physician", "physician", "Location/1", "family-medicine", "token", "127.0.0.1", "TREAT",
        "create", "create", AuditOutcome.Success, 201, "Observation", null, null, [$"Observation/{number}/_history/1"], ["Patient/1"]);
}
