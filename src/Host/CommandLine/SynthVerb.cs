using System.CommandLine;
using System.Globalization;
using Carewright.Host.Consoles;
using Carewright.Synthesis;

namespace Carewright.Host.CommandLine;

/// <summary><c>synth --patients N --seed S --out DIR</c>.</summary>
internal static class SynthVerb
{
    internal static Command Create()
    {
        var patients = new Option<int>("--patients") { Description = "How many patients.", Required = true };
        var seed = new Option<ulong>("--seed") { Description = "The same seed gives the same clinic.", DefaultValueFactory = _ => 1 };
        var today = new Option<string?>("--today") { Description = "The day around which appointments lie (YYYY-MM-DD); today if not given." };
        var output = new Option<DirectoryInfo>("--out") { Description = "Folder for one NDJSON file per type.", Required = true };
        var command = new Command("synth", "Generate a plainly synthetic clinic as NDJSON.") { patients, seed, today, output };
        command.SetAction((parsed, cancellationToken) =>
        {
            var day = parsed.GetValue(today) is { } text ? ParseDay(text) : Clinics.Today(TimeProvider.System);
            var number = parsed.GetValue(patients);
            if (number is < 1 or > ClinicPlan.MaxPatients)
                throw new ConsoleException(string.Create(CultureInfo.InvariantCulture, $"--patients is 1 to {ClinicPlan.MaxPatients:N0}."));
            return RunAsync(new ClinicPlan(number, parsed.GetValue(seed), day), parsed.GetValue(output)!, cancellationToken);
        });
        return command;
    }

    private static DateOnly ParseDay(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1950 and <= 2200
            ? day
            : throw new ConsoleException($"'{text}' is not a day between 1950-01-01 and 2200-12-31, written YYYY-MM-DD.");

    private static async Task<int> RunAsync(ClinicPlan plan, DirectoryInfo output, CancellationToken cancellationToken)
    {
        output.Create();
        using var bar = new ProgressLine("patients");
        var progress = new Progress<SynthesisProgress>(report => bar.Update(report.Patients, plan.Patients));
        var result = await ClinicNdjson.WriteAsync(plan, output, progress, cancellationToken).ConfigureAwait(false);
        bar.Finish();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Resources:N0} resources of {plan.Patients:N0} patients in {result.Elapsed.TotalSeconds:0.0} s, in {output}"));
        return 0;
    }
}

/// <summary>What verbs that generate a clinic share.</summary>
internal static class Clinics
{
    // The generated clinic's day, not the machine's: its appointments are around its own midnight.
    internal static DateOnly Today(TimeProvider clock) => ClinicPlan.TodayAt(clock.GetUtcNow());
}
