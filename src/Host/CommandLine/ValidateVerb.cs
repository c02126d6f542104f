using System.CommandLine;
using System.Text;
using Carewright.Conformance;
using Carewright.Fhir.Json;
using Carewright.Fhir.Packages;
using Carewright.Fhir.Profiles;
using Carewright.Fhir.Validation;
using Carewright.Host.Consoles;
using Carewright.Storage.Sqlite.Terminology;
using Carewright.Terminology;
using Carewright.Terminology.Sources;

namespace Carewright.Host.CommandLine;

/// <summary><c>validate FILE... [--profile URL] [--package FILE] [--data DIR] [--lenient]</c>: an OperationOutcome per file, exit code 1 when any has errors.</summary>
internal static class ValidateVerb
{
    internal static Command Create()
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "FHIR resources as JSON or XML.", Arity = ArgumentArity.OneOrMore };
        var profiles = new Option<string[]>("--profile") { Description = "Canonical URL of a profile to conform to, besides those that the resource claims." };
        var packages = new Option<FileInfo[]>("--package") { Description = "A FHIR package (.tgz) with profiles and extensions." };
        var data = new Option<DirectoryInfo?>("--data") { Description = "A store's folder, whose packages and loaded code systems are taken; its passphrase is not needed." };
        var lenient = new Option<bool>("--lenient") { Description = "Only what R4 itself demands: unknown extensions and the like are no errors." };
        var command = new Command("validate", "Print an OperationOutcome per file; exit code 1 when any has errors.") { files, profiles, packages, data, lenient };
        command.SetAction(parsed =>
        {
            var options = parsed.GetValue(lenient) ? ValidationOptions.Default : ValidationOptions.Strict;
            var definitions = Definitions(parsed.GetValue(packages) ?? [], parsed.GetValue(data));
            using var terms = parsed.GetValue(data) is { } folder ? new SqliteTermStore(Clinic.TerminologyFolder(folder), TimeProvider.System) : null;
            var codes = new TerminologyService(new TerminologySources([definitions.Definitions], terms), TimeProvider.System);
            return Run(parsed.GetValue(files)!, options with { Definitions = definitions, Codes = codes, Profiles = parsed.GetValue(profiles) ?? [] });
        });
        return command;
    }

    private static ProfileSet Definitions(FileInfo[] packages, DirectoryInfo? data)
    {
        var shelf = data is null ? null : new DirectoryInfo(Path.Combine(data.FullName, ConformanceLibrary.FolderName));
        var files = packages.Concat(shelf is { Exists: true } ? shelf.GetFiles("*.tgz") : []).ToArray();
        return files.Length == 0 ? ProfileSet.R4 : new ProfileSet(DefinitionSet.Of([.. files.Select(Read)]));
    }

    private static FhirPackage Read(FileInfo file)
    {
        using var stream = file.OpenRead();
        var outcome = FhirPackage.Read(stream);
        return outcome.Package ?? throw new ConsoleException($"{file.Name}: {string.Join(" ", outcome.Issues.Select(issue => issue.Message))}");
    }

    // Every file gets its outcome, also after one that has errors.
    private static int Run(FileInfo[] files, ValidationOptions options)
    {
        var exitCode = 0;
        foreach (var file in files)
        {
            if (!IsValid(file, options))
                exitCode = 1;
        }
        return exitCode;
    }

    private static bool IsValid(FileInfo file, ValidationOptions options)
    {
        var (document, issues) = ResourceFile.Read(file);
        if (document is not null)
            issues = [.. issues, .. ResourceValidator.Validate(document, options)];
        Console.WriteLine(Encoding.UTF8.GetString(OperationOutcomeWriter.Write([.. issues]).Span));
        return document is not null && !issues.Any(issue => issue.IsError);
    }
}
