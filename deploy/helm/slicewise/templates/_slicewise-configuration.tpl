{{/* The SlicewiseConfiguration: what the values say, and what only the chart can know. */}}
{{- define "slicewise.configuration" -}}
apiVersion: slicewise.dev/v1alpha1
kind: SlicewiseConfiguration
cluster:
  maxStateAge: {{ .Values.configuration.cluster.maxStateAge }}
  migConfigMaps: {{ toJson (default list .Values.configuration.cluster.migConfigMaps) }}
extender:
  listen: {{ ternary "127.0.0.1:8888" (printf "0.0.0.0:%d" (int .Values.service.port)) (eq .Values.mode "second-scheduler") }}
  bodyLimit: {{ .Values.configuration.extender.bodyLimit }}
  bind: {{ .Values.carve.enabled }}
  shutdownDelay: {{ .Values.configuration.extender.shutdownDelay }}
{{- if .Values.carve.enabled }}
  leaseNamespace: {{ .Release.Namespace }}
{{- end }}
{{- if .Values.tls.secretName }}
  tls:
    certFile: /etc/slicewise-tls/tls.crt
    keyFile: /etc/slicewise-tls/tls.key
{{- if .Values.tls.clientCA.secretName }}
    clientCAFile: /etc/slicewise-client-ca/ca.crt
{{- end }}
{{- end }}
operations:
  listen: 0.0.0.0:{{ .Values.service.operationsPort }}
decisions:
  policy: {{ .Values.configuration.decisions.policy }}
  modelCosts: {{ toJson .Values.configuration.decisions.modelCosts }}
pools:
  label: {{ .Values.configuration.pools.label | quote }}
metrics:
  perGpu: {{ .Values.configuration.metrics.perGpu }}
logLevel: {{ .Values.configuration.logLevel }}
{{- end -}}
