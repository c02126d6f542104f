using System.CommandLine;
using System.Text;
using Carewright.Fhir.Json;
using Carewright.Fhir.Validation;

namespace Carewright.Host.CommandLine;

/// <summary><c>validate FILE...</c>: an OperationOutcome per file, exit code 1 when any has errors.</summary>
internal static class ValidateVerb
{
    internal static Command Create()
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "FHIR resources as JSON or XML.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("validate", "Print an OperationOutcome per file; exit code 1 when any has errors.") { files };
        command.SetAction(parsed => Run(parsed.GetValue(files)!));
        return command;
    }

    // Every file gets its outcome, also after one that has errors.
    private static int Run(FileInfo[] files)
    {
        var exitCode = 0;
        foreach (var file in files)
        {
            if (!IsValid(file))
                exitCode = 1;
        }
        return exitCode;
    }

    private static bool IsValid(FileInfo file)
    {
        var (document, issues) = ResourceFile.Read(file);
        if (document is not null)
            issues = [.. issues, .. ResourceValidator.Validate(document)];
        Console.WriteLine(Encoding.UTF8.GetString(OperationOutcomeWriter.Write([.. issues]).Span));
        return document is not null && !issues.Any(issue => issue.IsError);
    }
}
