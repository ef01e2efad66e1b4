{{/* Values that are each right and impossible together. */}}
{{- define "slicewise.validate" -}}
{{- if and .Values.carve.enabled .Values.scheduler.ignorable -}}
{{- fail "scheduler.ignorable: must be false with carve.enabled: nobody else counts the instances, so pods would be bound without one" -}}
{{- end -}}
{{- if and .Values.tls.clientCA.secretName (not .Values.tls.secretName) -}}
{{- fail "tls.clientCA.secretName: needs tls.secretName, because callers show certificates only over TLS" -}}
{{- end -}}
{{- if eq .Values.mode "second-scheduler" -}}
{{- if .Values.tls.secretName -}}
{{- fail "tls.secretName: has no use in mode second-scheduler, where slicewise listens on the pod's loopback address only" -}}
{{- end -}}
{{- if .Values.scheduler.urlPrefix -}}
{{- fail "scheduler.urlPrefix: has no use in mode second-scheduler, where slicewise is in the scheduler's pod" -}}
{{- end -}}
{{- if .Values.networkPolicy.schedulerCIDRs -}}
{{- fail "networkPolicy.schedulerCIDRs: has no use in mode second-scheduler, where nobody else reaches the extender" -}}
{{- end -}}
{{- if eq .Values.scheduler.name "default-scheduler" -}}
{{- fail "scheduler.name: default-scheduler is the cluster's own; two schedulers must not share a name" -}}
{{- end -}}
{{- if has (int .Values.service.operationsPort) (list 8888 10259) -}}
{{- fail "service.operationsPort: 8888 and 10259 are taken in mode second-scheduler, by slicewise and the scheduler" -}}
{{- end -}}
{{- else -}}
{{- if and .Values.carve.enabled (not .Values.tls.clientCA.secretName) -}}
{{- fail "carve.enabled: needs tls.secretName and tls.clientCA.secretName in mode extender, or whoever reaches the port could bind pods" -}}
{{- end -}}
{{- end -}}
{{- $delay := .Values.configuration.extender.shutdownDelay | trimSuffix "s" | int -}}
{{- if le (int .Values.terminationGracePeriodSeconds) (add $delay 5 | int) -}}
{{- fail "terminationGracePeriodSeconds: must be more than configuration.extender.shutdownDelay and 5 s, in which calls under way are finished" -}}
{{- end -}}
{{- if eq (int .Values.service.port) (int .Values.service.operationsPort) -}}
{{- fail "service.operationsPort: must differ from service.port" -}}
{{- end -}}
{{- end -}}
